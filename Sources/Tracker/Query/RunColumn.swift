import Foundation
public import RunLog

/// Something that can be said of a run in one value: what lists show and sort by.
public enum RunColumn: Hashable, Sendable {
    /// The row's number.
    case id
    /// The sweep's name.
    case sweep
    /// The trial's place in its sweep's table.
    case trial
    /// The stage's name.
    case stage
    /// The key, in full.
    case key
    /// Which try it is.
    case attempt
    /// The state's name; it sorts from `created` to `lost`.
    case state
    /// What was seen.
    case evidence
    /// The machine.
    case host
    /// When it was recorded.
    case created
    /// When it was started.
    case started
    /// When it ended.
    case finished
    /// How long it ran, or has been running, in seconds.
    case duration
    /// How long ago it was recorded, in seconds.
    case age
    /// Its tags, as a list.
    case tags
    /// Its notes, a line each.
    case notes
    /// Whether it is archived.
    case archived
    /// A leaf of the configuration.
    case parameter(String)
    /// A metric.
    case metric(String, Statistic)
    /// A metric's value at a step.
    case moment(RunMoment)

    /// What of a metric.
    public enum Statistic: String, CaseIterable, Sendable {
        /// At the highest step.
        case last
        /// The smallest.
        case min
        /// The largest.
        case max
        /// The smallest or the largest, whichever the metric's goal is.
        case best
        /// The highest step.
        case step
        /// The first step at which the smallest stood.
        case minStep = "min_step"
        /// The first step at which the largest stood.
        case maxStep = "max_step"
        /// The first step at which the best stood.
        case bestStep = "best_step"
        /// How many steps.
        case count
    }

    /// The columns that every run has.
    public static let fixed: [(name: String, column: RunColumn)] = [
        ("id", .id), ("sweep", .sweep), ("trial", .trial), ("stage", .stage), ("key", .key), ("attempt", .attempt),
        ("state", .state), ("evidence", .evidence), ("host", .host), ("created", .created), ("started", .started),
        ("finished", .finished), ("duration", .duration), ("age", .age), ("tags", .tags), ("notes", .notes),
        ("archived", .archived),
    ]

    /// The columns that every run has and that stay true in a file; an age does not.
    public static let lasting: [RunColumn] = fixed.map(\.column).filter { $0 != .age }

    /// Its name, as the command line and JSON use it: `state`, `params.lora.rank`, `metrics.train/loss.last`.
    public var name: String {
        switch self {
        case .parameter(let path): return "params.\(path)"
        case .metric(let name, let statistic): return "metrics.\(name).\(statistic.rawValue)"
        case .moment(let moment): return "metrics.\(moment)"
        default: return Self.fixed.first { $0.column == self }?.name ?? ""
        }
    }

    /// What it says of a run; nil where the run has nothing to say.
    ///
    /// Times are seconds since 1970. `now` ends the duration of a run that goes on.
    public func value(of run: Run, now: Double) -> JSONValue? {
        switch self {
        case .id: .int(run.id)
        case .sweep: run.sweep.isEmpty ? nil : .string(run.sweep)
        case .trial: run.trial.map { .int(Int64($0)) }
        case .stage: .string(run.stage)
        case .key: .string(run.key)
        case .attempt: .int(Int64(run.attempt))
        case .state: .string(run.state.rawValue)
        case .evidence: .string(run.evidence)
        case .host: run.host.map { .string($0) }
        case .created: .double(run.createdAt.timeIntervalSince1970)
        case .started: run.startedAt.map { .double($0.timeIntervalSince1970) }
        case .finished: run.finishedAt.map { .double($0.timeIntervalSince1970) }
        case .duration: run.duration(now: now).map { .double($0) }
        case .age: .double(max(0, now - run.createdAt.timeIntervalSince1970))
        case .tags: .array(run.tags.map { .string($0) })
        case .notes: run.notes.isEmpty ? nil : .string(run.notes.joined(separator: "\n"))
        case .archived: .bool(run.archivedAt != nil)
        case .parameter(let path): run.parameters[path]
        case .metric(let name, let statistic): run.summaries[name].flatMap { statistic.value(of: $0) }
        case .moment(let moment): run.moments[moment].map { .double($0) }
        }
    }
}

extension RunColumn.Statistic {
    /// What it says of a summary; nil for the extremes of a metric that was never a number.
    public func value(of summary: MetricSummary) -> JSONValue? {
        switch self {
        case .last: .double(summary.last)
        case .min: summary.min.map { .double($0) }
        case .max: summary.max.map { .double($0) }
        case .best: summary.best.map { .double($0) }
        case .step: .int(summary.lastStep)
        case .minStep: summary.minStep.map { .int($0) }
        case .maxStep: summary.maxStep.map { .int($0) }
        case .bestStep: summary.bestStep.map { .int($0) }
        case .count: .int(Int64(summary.count))
        }
    }
}
