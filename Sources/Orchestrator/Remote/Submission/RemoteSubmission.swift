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
    private let jobs: [LocalJob]
    private let program: FarProgram
    private let script: ChunkScript
    private let requests: [String: ResourceRequest]
    private let report: (RemoteEvent) -> Void
    private var summary = RemoteSummary()

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

    /// Hands over what can be handed over now.
    ///
    /// - Throws: `TransportError`, `StagingError`, `StoreError`, `RefusedJob`.
    public mutating func run() async throws -> RemoteSummary {
        let lock = try SubmissionLock(at: "\(lab.path)/submit-\(connection.name).lock")
        defer { withExtendedLifetime(lock) {} }
        let transport = try await connection.open()
        report(.connected(host: transport.runner.host, kind: transport.kind, reason: transport.reason))
        let plan = try self.plan()
        summary = plan.summary
        report(.surveyed(summary))
        guard !plan.jobs.isEmpty else { return summary }
        let site = try await prepare()
        let chunks = chunks(of: plan, at: site)
        try record(chunks)
        try await handOver(chunks, plan, site)
        return summary
    }

    private func plan() throws -> RemotePlan {
        let findings = try RemoteSurvey(lab: lab, store: store, cluster: connection.name).findings(of: jobs)
        return RemotePlan(jobs, findings: findings, defaults: connection.site.defaults)
    }

    private func chunks(of plan: RemotePlan, at site: FarSite) -> [JobChunk] {
        let limits = connection.site.limits
        let most = min(limits.array?.value ?? .max, site.capabilities.arrayLimit)
        return ChunkPlan(
            plan.jobs,
            running: plan.running,
            limits: ChunkPlan.Limits(array: most, running: limits.running?.value)
        ) { script.command(of: $0, at: site) }
        .chunks
    }

    // MARK: - Before anything is handed over

    private func prepare() async throws -> FarSite {
        let root = try await openRoot()
        let capabilities = try await ClusterMemory(lab, connection.name).capabilities(connection)
        let paths = [try FarSide.install(in: lab), try Bootstrap.installed(in: lab)]
        let files = try (paths + program.files).map { try StagedFile(path: $0) }
        let staged = try await connection.stage(files)
        report(.staged(files: staged.sent, bytes: staged.bytes, unchanged: staged.unchanged))
        let folder = program.place(files)
        if let layout = program.layout(files) {
            let command = FarSide.command(root: connection.root, ["place", folder])
            let reply = try await connection.run(.place, command, input: Array(layout.utf8))
            guard reply.succeeded else { throw FarSideError(connection.name, connection.site.root, reply) }
        }
        return FarSite(
            root: root,
            staged: files,
            bootstrap: "\(root)/store/\(files[1].name)",
            folder: folder == "." ? root : "\(root)/\(folder)",
            capabilities: capabilities
        )
    }

    private func openRoot() async throws -> String {
        let root = ShellText.path(connection.root)
        let command = """
            LC_ALL=C; export LC_ALL; mkdir -p \(root) && cd \(root) && mkdir -p store submissions runs cache code || exit 73
            [ -w submissions ] || { echo "$PWD/submissions: Permission denied" >&2; exit 73; }
            pwd -P
            """
        let reply = try await connection.run(.open, command)
        guard reply.succeeded, let path = reply.outputText.split(separator: "\n").first else {
            throw FarSideError(connection.name, connection.site.root, reply)
        }
        return String(path)
    }

    private func record(_ chunks: [JobChunk]) throws {
        let now = Date()
        try store.record(
            try chunks.map { chunk in
                SubmissionIntent(
                    token: chunk.token,
                    cluster: connection.name,
                    sweep: sweep,
                    name: chunk.name(sweep: sweep),
                    members: try chunk.jobs.enumerated()
                        .map { index, job in
                            SubmissionIntent.Member(run: try intent(job, at: now), task: chunk.task(at: index))
                        }
                )
            }
        )
    }

    private func intent(_ remote: RemoteJob, at now: Date) throws -> RunIntent {
        let job = remote.job
        return RunIntent(
            sweep: sweep,
            key: job.key,
            attempt: remote.attempt,
            stage: job.stage,
            trial: job.trial,
            cluster: connection.name,
            token: remote.token,
            directory: try lab.directory(sweep: sweep, key: job.key, attempt: remote.attempt),
            configuration: job.configuration,
            at: now
        )
    }

    // MARK: - Handing over

    private mutating func handOver(_ chunks: [JobChunk], _ plan: RemotePlan, _ site: FarSite) async throws {
        var numbers: [Int: Int] = [:]
        let desk = SubmissionDesk(store: store, connection: connection)
        for (index, chunk) in chunks.enumerated() {
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
            switch try await desk.submit(bundle, token: chunk.token) {
            case .submitted(let job):
                numbers[index] = job.number
                summary.submitted += chunk.jobs.count
                summary.jobs.append(job.number)
                let request = chunk.request.options.gres ?? ""
                report(.submitted(job: job.number, runs: chunk.jobs.count, tasks: chunk.tasks, request: request))
            case .refused(let refusal):
                guard refusal.isTemporary else {
                    throw refused(refusal, chunk, site)
                }
                summary.waiting += chunk.jobs.count
                report(.postponed(runs: chunk.jobs.count, reason: refusal.message))
            case .ambiguous(let reason):
                summary.uncertain += chunk.jobs.count
                report(.uncertain(name: chunk.name(sweep: sweep), reason: reason))
            }
        }
    }

    private func refused(_ refusal: SubmissionRefusal, _ chunk: JobChunk, _ site: FarSite) -> RefusedJob {
        RefusedJob(
            refusal,
            cluster: connection.profile,
            request: requests[chunk.jobs[0].job.stage] ?? ResourceRequest(),
            capabilities: site.capabilities
        )
    }

    /// The key's folder of an attempt's.
    private static func keyFolder(_ directory: String) -> String? {
        directory.lastIndex(of: "/").map { String(directory[..<$0]) }
    }
}
