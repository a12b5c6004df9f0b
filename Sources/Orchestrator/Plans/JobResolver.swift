import Expressions
public import Foundation
import RunLog
public import Sweep
public import Tracker

/// Turns a plan into what this machine runs and what the store registers.
public struct JobResolver {
    private let spec: SweepSpec
    private let plan: Plan
    private let folder: URL
    private let trainer: EmbeddedTrainer?
    private let byKey: [TrialKey: Job]
    private let byNumber: [Int: Trial]

    /// A resolver for one plan.
    ///
    /// - Parameters:
    ///   - spec: The sweep.
    ///   - plan: Its plan.
    ///   - folder: The spec's folder, in which a command trainer runs.
    ///   - trainer: The embedded trainer; needed when the spec's trainer is `pargo`.
    public init(spec: SweepSpec, plan: Plan, folder: URL, trainer: EmbeddedTrainer?) {
        self.spec = spec
        self.plan = plan
        self.folder = folder
        self.trainer = trainer
        byKey = Dictionary(plan.jobs.map { ($0.key, $0) }) { first, _ in first }
        byNumber = Dictionary(plan.trials.map { ($0.trial.number, $0.trial) }) { first, _ in first }
    }

    /// The plan's jobs, each after those that it needs.
    ///
    /// - Throws: `JSONError` when a configuration cannot be written as JSON, which would be a mistake of ours.
    public func jobs() throws -> [LocalJob] {
        try plan.jobs.map { job in
            LocalJob(
                key: job.key.short,
                stage: job.stage,
                trial: job.trials.count == 1 ? job.trials[0] : nil,
                title: title(of: job),
                needs: job.needs.map { LocalJob.Need(stage: byKey[$0]?.stage ?? "", key: $0.short) },
                commands: job.commands.map(arguments),
                folder: folder.path(percentEncoded: false),
                configuration: try JSONValue(parsing: job.configuration.json),
                environment: spec.environment,
                resources: job.resources
            )
        }
    }

    /// The plan's trials as the store registers them.
    ///
    /// - Throws: As ``jobs()``.
    public func trials() throws -> [TrialRecord] {
        try plan.trials.map { planned in
            TrialRecord(
                sweep: spec.name,
                key: planned.key.short,
                number: planned.trial.number,
                axes: planned.trial.assignments.map { JSONValue.Member($0.path, Self.json($0.value)) },
                configuration: try JSONValue(parsing: planned.trial.configuration.json),
                jobs: planned.jobs.map(\.short)
            )
        }
    }

    private func title(of job: Job) -> String {
        let stage = spec.stages.count > 1 ? " \(job.stage)" : ""
        guard job.trials.count == 1, let trial = byNumber[job.trials[0]] else {
            return "\(job.stage), shared by \(job.trials.count) trials"
        }
        let values = trial.assignments.map { "\(Self.shortName($0.path)) \($0.value)" }
        return "trial \(trial.number)\(stage)" + (values.isEmpty ? "" : " (\(values.joined(separator: ", ")))")
    }

    /// The last part of a path, which tells enough beside the values of the same sweep.
    private static func shortName(_ path: String) -> String {
        String(path.split(separator: ".").last ?? Substring(path))
    }

    private func arguments(_ command: String) -> [String] {
        let words = ShellWords(command).words
        switch spec.trainer {
        case .pargo: return [trainer?.program ?? "pargo-run"] + words + ["--run", "{run}"]
        case .command(let command): return command.arguments + words
        }
    }

    private static func json(_ value: Value) -> JSONValue {
        switch value {
        case .null: .null
        case .bool(let value): .bool(value)
        case .int(let value): .int(Int64(value))
        case .double(let value): .double(value)
        case .string(let value): .string(value)
        case .list(let values): .array(values.map(json))
        }
    }
}
