import Foundation
import RunLog
import Slurm
public import Sweep
public import Tracker

/// Hands what is left of a sweep to a cluster, each run exactly once, and returns; the runs go on by themselves.
///
/// The intents stand in the store before anything is sent; on the far side one folder is made by the one call that may ask
/// `sbatch`, and its answer is written down there; a job claims each of its runs before it starts it. So this may die
/// anywhere, and the next submission of the same sweep finds what became of it.
public struct RemoteSubmission {
    private let lab: Lab
    private let store: Store
    private let connection: ClusterConnection
    private let sweep: String
    private var jobs: [LocalJob]
    private let program: FarProgram
    private let script: ChunkScript
    private let requests: [String: ResourceRequest]
    private let report: (RemoteEvent) -> Void
    private var summary = RemoteSummary()
    private var room = QueueRoom()
    private var handed: Set<String> = []
    private var site: FarSite?
    private var hasBegun = false

    /// A submission of some jobs to a cluster.
    ///
    /// - Parameters:
    ///   - store: The lab's store.
    ///   - connection: The cluster.
    ///   - spec: The sweep.
    ///   - jobs: Each after those that it needs.
    ///   - program: The files that the jobs need.
    ///   - report: Told what happens.
    public init(
        store: Store,
        connection: ClusterConnection,
        spec: SweepSpec,
        jobs: [LocalJob],
        program: FarProgram,
        report: @escaping (RemoteEvent) -> Void
    ) {
        lab = store.lab
        self.store = store
        self.connection = connection
        sweep = spec.name
        self.jobs = jobs
        self.program = program
        self.report = report
        requests = Dictionary(spec.stages.map { ($0.name, $0.resources) }) { first, _ in first }
        script = ChunkScript(
            sweep: spec.name,
            profile: BatchEnvironment(connection.profile.environment),
            environment: spec.environment,
            program: program
        )
    }

    /// Hands over what is left, waiting for room in the queue and for submissions that nobody is sure of.
    ///
    /// - Parameter waits: Whether to wait; else what cannot be handed over now is left to the next submission.
    /// - Returns: What it came to.
    /// - Throws: `TransportError`, `StagingError`, `StoreError`, `RefusedJob`, `RemoteBusy`.
    public mutating func run(waits: Bool = true) async throws -> RemoteSummary {
        guard let lock = try FileLock.ifFree("\(lab.path)/submit-\(connection.name).lock") else {
            throw RemoteBusy(cluster: connection.name)
        }
        defer { withExtendedLifetime(lock) {} }
        let folder = program.localFolder
        // Git takes its time, and the way to the cluster too.
        let capture = Task.detached { CaptureRecord.ofSubmission(folder: folder) }
        try await tellIfConnected()
        while true {
            try await lookIfNeeded()
            let plan = try nextPlan()
            if !plan.jobs.isEmpty { try await handOver(plan, capture) }
            summary.uncertain = try uncertain()
            guard waits, summary.postponed > 0 || summary.uncertain > 0 else { return summary }
            if summary.postponed > 0 {
                report(.full(queued: try room.queued(store, connection), waiting: summary.postponed))
            }
            if !room.triesAtOnce { try await Task.sleep(for: .seconds(connection.site.limits.secondsBetweenPolls)) }
        }
    }

    /// Opens the way in unless it is open, and says which it is.
    private func tellIfConnected() async throws {
        let wasOpen = await connection.isOpen
        let transport = try await connection.open()
        if !wasOpen { report(.connected(host: transport.runner.host, kind: transport.kind, reason: transport.reason)) }
    }

    /// What is left and has room in the queue now; brings the summary up to that.
    private mutating func nextPlan() throws -> RemotePlan {
        var plan = try self.plan()
        if !hasBegun {
            hasBegun = true
            report(.surveyed(plan.summary))
            warn(of: plan)
        }
        let submitted = (summary.submitted, summary.jobs)
        plan.limit(tasks: try room.tasks(store, connection))
        summary = plan.summary
        (summary.submitted, summary.jobs) = submitted
        summary.inFlight -= min(summary.inFlight, submitted.0)
        return plan
    }

    /// Hands a plan's jobs over, once the cluster has what they need and they can run there at all.
    private mutating func handOver(_ plan: RemotePlan, _ capture: Task<CaptureRecord, Never>) async throws {
        let ready = if let site { site } else { try await preparation.prepare() }
        site = ready
        let chunks = chunks(of: plan, at: ready)
        let memory = ClusterMemory(lab, connection.name)
        try await ImpossibleJobs(connection: connection, memory: memory, requests: requests).refuse(chunks)
        let record = await capture.value
        for chunk in chunks { try SubmissionCapture(in: lab).keep(record, of: chunk.token) }
        try await handOver(chunks, plan, ready)
    }

    /// Adds jobs, to be handed over by the next run of it; those that are known already are left out.
    mutating func add(_ more: [LocalJob]) {
        let known = Set(jobs.map(\.key))
        jobs += more.filter { !known.contains($0.key) }
    }

    /// Whether this submission has handed a job over.
    func hasHandedOver(_ key: String) -> Bool { handed.contains(key) }

    /// What `sbatch` would read, for each job; nothing is sent, asked or recorded.
    ///
    /// - Throws: `StoreError`, `BatchScriptError`, `StagingError`.
    public func scripts() throws -> [String] {
        let files = try program.files.map { try StagedFile(path: $0) }
        let folder = program.place(files)
        let root = connection.root
        let site = FarSite(
            root: root,
            staged: files,
            bootstrap: "\(root)/store/\(Bootstrap.name)",
            folder: folder == "." ? root : "\(root)/\(folder)",
            arrayLimit: ClusterMemory(lab, connection.name).known?.arrayLimit ?? ControllerConfiguration("").arrayLimit
        )
        let plan = try self.plan()
        return try chunks(of: plan, at: site)
            .map { chunk in
                // The numbers of jobs that are not there yet are not known either.
                let dependencies = chunk.prerequisites.dependencies { batch in
                    if case .job(let number) = batch { number } else { nil }
                }
                return try script.text(of: chunk, at: site, dependencies: dependencies)
            }
    }

    private var preparation: SitePreparation {
        SitePreparation(lab: lab, connection: connection, program: program, report: report)
    }

    private var ledger: IntentLedger {
        IntentLedger(lab: lab, store: store, cluster: connection.name, sweep: sweep)
    }

    private func plan() throws -> RemotePlan {
        let findings = try RemoteSurvey(lab: lab, store: store, cluster: connection.name, handed: handed)
            .findings(of: jobs)
        return RemotePlan(jobs, findings: findings, defaults: connection.site.defaults)
    }

    /// Tells of stages whose memory is to be raised from an amount that nobody named.
    private func warn(of plan: RemotePlan) {
        let unknown = plan.jobs.filter { $0.job.resources.onOutOfMemory != nil && $0.request.asksForNoMemory }
        for stage in Set(unknown.map(\.job.stage)).sorted() { report(.memoryUnknown(stage: stage)) }
    }

    /// Looks at what earlier submissions left, so that nothing is handed over that is there already.
    private func lookIfNeeded() async throws {
        let keys = Set(jobs.map(\.key))
        let open = try store.submissions(cluster: connection.name, states: [.intended, .unknown])
        let alive = try store.clusterRuns(cluster: connection.name, keys: keys).contains { !$0.state.isFinal }
        guard !open.isEmpty || alive else { return }
        _ = try await ClusterLook(store: store, connection: connection, machine: try .current()).look(givingUp: true)
    }

    /// How many runs were handed over of which nobody knows whether Slurm has them.
    private func uncertain() throws -> Int {
        let keys = Set(jobs.map(\.key))
        return try store.clusterRuns(cluster: connection.name, keys: keys)
            .count { $0.state == .submitting && $0.submission.state == .unknown }
    }

    private func chunks(of plan: RemotePlan, at site: FarSite) -> [JobChunk] {
        let limits = connection.site.limits
        let most = min(limits.array?.value ?? .max, site.arrayLimit)
        return ChunkPlan(
            plan.jobs,
            running: plan.running,
            limits: ChunkPlan.Limits(array: most, running: limits.running?.value)
        ) { script.command(of: $0, at: site) }
        .chunks
    }

    // MARK: - Handing over

    private mutating func handOver(_ chunks: [JobChunk], _ plan: RemotePlan, _ site: FarSite) async throws {
        try ledger.record(chunks)
        var numbers: [Int: Int] = [:]
        var rest = chunks[...]
        do {
            while let chunk = rest.first {
                let job = try await handOver(chunk, numbers, plan, site)
                rest = rest.dropFirst()
                guard let job else { break }
                numbers[rest.startIndex - 1] = job
            }
        } catch {
            try ledger.giveUp(rest.dropFirst())
            throw error
        }
        try ledger.giveUp(rest)
        summary.postponed += rest.reduce(0) { $0 + $1.jobs.count }
    }

    /// Hands over one chunk; nil when Slurm takes no more now.
    private mutating func handOver(
        _ chunk: JobChunk,
        _ numbers: [Int: Int],
        _ plan: RemotePlan,
        _ site: FarSite
    ) async throws -> Int? {
        let dependencies = chunk.prerequisites.dependencies { batch in
            switch batch {
            case .job(let number): number
            case .chunk(let index): numbers[index]
            }
        }
        let text = try script.text(of: chunk, at: site, dependencies: dependencies)
        let bundle = TaskBundle(script: text, chunk: chunk, sweep: sweep) { need in
            plan.results[need.key].flatMap(Self.keyFolder) ?? "runs/\(sweep)/\(need.key)"
        }
        handed.formUnion(chunk.jobs.map(\.job.key))
        switch try await SubmissionDesk(store: store, connection: connection).submit(bundle, token: chunk.token) {
        case .submitted(let job):
            summary.submitted += chunk.jobs.count
            summary.jobs.append(job.number)
            room.took(chunk.tasks)
            let request = chunk.request.options.gres ?? ""
            report(.submitted(job: job.number, runs: chunk.jobs.count, tasks: chunk.tasks, request: request))
            return job.number
        case .refused(let refusal):
            guard refusal.isTemporary else { throw await refused(refusal, chunk) }
            summary.postponed += chunk.jobs.count
            room.refused(chunk.tasks, isLimit: refusal.cause == .submitLimit)
            report(.postponed(runs: chunk.jobs.count, reason: refusal.message))
            return nil
        case .ambiguous(let reason):
            report(.uncertain(name: chunk.name(sweep: sweep), reason: reason))
            return nil
        }
    }

    private func refused(_ refusal: SubmissionRefusal, _ chunk: JobChunk) async -> RefusedJob {
        // What the cluster has instead is asked for only now. Without an answer the refusal is still told.
        let capabilities = try? await connection.probe()
        return RefusedJob(
            refusal,
            cluster: connection.profile,
            request: requests[chunk.jobs[0].job.stage] ?? ResourceRequest(),
            capabilities: capabilities ?? Capabilities("")
        )
    }

    /// The key's folder of an attempt's.
    private static func keyFolder(_ directory: String) -> String? {
        directory.lastIndex(of: "/").map { String(directory[..<$0]) }
    }
}
