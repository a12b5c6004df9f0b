public import Foundation
public import RunLog

/// One attempt to run one stage of one trial, as the store knows it.
///
/// A value that is held by reference: lists sort and pass on ten thousands of them.
public final class Run: Sendable, Identifiable {
    /// Its row in the store.
    ///
    /// Stable for the life of the store.
    public let id: Int64
    /// The sweep it was submitted under.
    public let sweep: String
    /// The trial's key: the hash of its configuration, code and upstream stages.
    public let key: String
    /// Which try this is, from 1.
    public let attempt: Int
    /// The stage's name; `run` when the sweep names none.
    public let stage: String
    /// The trial's place in its sweep's table, from 1; nil for a run that no sweep submitted.
    public let trial: Int?
    /// What is known of it.
    public let state: RunState
    /// What was seen that led to `state`, in a sentence.
    public let evidence: String
    /// The leaves of its configuration by dotted path, such as `projector.depth`.
    public let parameters: NamedValues<JSONValue>
    /// Its metrics by name, such as `train/loss`.
    public let summaries: NamedValues<MetricSummary>
    /// The machine it runs or ran on.
    public let host: String?
    /// When it was recorded or, for a run that was found, when its directory last changed.
    public let createdAt: Date
    /// When it was started.
    public let startedAt: Date?
    /// When it ended or, for a run that crashed or got lost, when it last gave a sign of life.
    public let finishedAt: Date?
    /// The run directory, relative to the lab.
    public let directory: String
    /// What people called it, in order.
    public let tags: [String]
    /// What people wrote of it, the earliest first.
    public let notes: [String]
    /// When it was archived: lists leave it out then.
    public let archivedAt: Date?
    /// The values at steps that the query asked for.
    public let moments: [RunMoment: Double]
    /// The cluster it was handed to; nil for this machine.
    public let cluster: String?
    /// What Slurm said of its job; nil for this machine.
    public let slurm: SlurmFacts?

    /// A run with all that is known of it.
    public convenience init(
        id: Int64,
        sweep: String,
        key: String,
        attempt: Int,
        stage: String,
        trial: Int?,
        state: RunState,
        evidence: String,
        parameters: [String: JSONValue],
        summaries: [String: MetricSummary],
        host: String?,
        createdAt: Date,
        startedAt: Date?,
        finishedAt: Date?,
        directory: String,
        tags: [String] = [],
        notes: [String] = [],
        archivedAt: Date? = nil,
        moments: [RunMoment: Double] = [:],
        cluster: String? = nil,
        slurm: SlurmFacts? = nil
    ) {
        self.init(
            id: id,
            sweep: sweep,
            key: key,
            attempt: attempt,
            stage: stage,
            trial: trial,
            state: state,
            evidence: evidence,
            named: NamedValues(parameters),
            NamedValues(summaries),
            host: host,
            createdAt: createdAt,
            startedAt: startedAt,
            finishedAt: finishedAt,
            directory: directory,
            tags: tags,
            notes: notes,
            archivedAt: archivedAt,
            moments: moments,
            cluster: cluster,
            slurm: slurm
        )
    }

    /// A run whose names others share.
    init(
        id: Int64,
        sweep: String,
        key: String,
        attempt: Int,
        stage: String,
        trial: Int?,
        state: RunState,
        evidence: String,
        named parameters: NamedValues<JSONValue>,
        _ summaries: NamedValues<MetricSummary>,
        host: String?,
        createdAt: Date,
        startedAt: Date?,
        finishedAt: Date?,
        directory: String,
        tags: [String],
        notes: [String],
        archivedAt: Date?,
        moments: [RunMoment: Double],
        cluster: String?,
        slurm: SlurmFacts?
    ) {
        self.id = id
        self.sweep = sweep
        self.key = key
        self.attempt = attempt
        self.stage = stage
        self.trial = trial
        self.state = state
        self.evidence = evidence
        self.parameters = parameters
        self.summaries = summaries
        self.host = host
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.directory = directory
        self.tags = tags
        self.notes = notes
        self.archivedAt = archivedAt
        self.moments = moments
        self.cluster = cluster
        self.slurm = slurm
    }
}

extension Run {
    /// How long it ran, in seconds; while it runs, until `now`.
    ///
    /// Nil for a run that was never started.
    public func duration(now: Double) -> Double? {
        guard let start = startedAt?.timeIntervalSince1970 else { return nil }
        if let end = finishedAt?.timeIntervalSince1970 { return max(0, end - start) }
        return state == .running ? max(0, now - start) : nil
    }
}
