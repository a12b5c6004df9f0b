import Foundation
import Orchestrator
import RunLog
import Sweep
import Tracker

/// Hands over again what ended for no fault of its own, as often as the spec allows: `status` and `watch` do it by themselves.
struct AutomaticRetries {
    let clusters: ClusterOptions
    let options: LabOptions
    let store: Store

    private var plans: [String: Planned] = [:]

    init(clusters: ClusterOptions, options: LabOptions, store: Store) {
        self.clusters = clusters
        self.options = options
        self.store = store
    }

    /// A sweep by its file as it stands now.
    private struct Planned {
        let loaded: LoadedSpec
        let jobs: [LocalJob]
    }

    /// A run that is due, and why.
    private struct Due {
        let run: ClusterRun
        let text: String
    }

    /// Hands over again what of a sweep is due, and says so; does nothing where nothing is.
    mutating func handOver(_ sweep: String) async throws {
        let attempts = Dictionary(grouping: try store.clusterRuns(sweep: sweep), by: \.key)
        let ended = attempts.compactMapValues { $0.max { $0.attempt < $1.attempt } }
            .filter { RetryCause($0.value) != nil }
        guard !ended.isEmpty, let planned = try planned(sweep) else { return }
        var due: [String: [Due]] = [:]
        for job in planned.jobs {
            guard let run = ended[job.key],
                let text = Self.text(job, attempts[job.key] ?? [])
            else { continue }
            due[run.submission.cluster, default: []].append(Due(run: run, text: text))
        }
        for (cluster, runs) in due.sorted(by: { $0.key < $1.key }) {
            try await handOver(runs, of: planned, to: cluster, attempts)
        }
    }

    /// Why a run is tried again; nil when it is not.
    private static func text(_ job: LocalJob, _ attempts: [ClusterRun]) -> String? {
        let rule = RetryRule(job.resources)
        guard case .again(let cause, let number, let tries) = rule.decision(on: attempts) else { return nil }
        let why =
            switch cause {
            case .outOfMemory: "ran out of memory, and gets \(rule.memoryFactor(after: attempts)) times as much"
            case .timeout:
                "ran out of time\(job.resources.onTimeout?.resumes == true ? ", and goes on from its checkpoint" : "")"
            case .system: "was ended by the cluster"
            }
        return "\(job.title): \(why); try \(number) of \(tries)"
    }

    private mutating func planned(_ sweep: String) throws -> Planned? {
        if let known = plans[sweep] { return known }
        guard let path = try store.sweeps().first(where: { $0.sweep.name == sweep })?.sweep.specPath,
            FileManager.default.fileExists(atPath: path),
            // Whoever looks is shown what there is, whatever became of the file.
            let loaded = try? LoadedSpec(.of(path), isQuiet: true)
        else { return nil }
        let resolver = JobResolver(
            spec: loaded.spec,
            plan: loaded.plan,
            folder: loaded.folder,
            trainer: loaded.trainer
        )
        let planned = Planned(loaded: loaded, jobs: try resolver.jobs())
        plans[sweep] = planned
        return planned
    }

    private func handOver(
        _ due: [Due],
        of planned: Planned,
        to cluster: String,
        _ attempts: [String: [ClusterRun]]
    ) async throws {
        guard let connection = ClusterConnection(try clusters.cluster(named: cluster, options)) else { return }
        let keys = due.map(\.run.key) + dependents(of: Set(due.map(\.run.key)), in: planned.jobs, attempts)
        var jobs: [Int] = []
        do {
            var submission = RemoteSubmission(
                store: store,
                connection: connection,
                spec: planned.loaded.spec,
                jobs: JobSelection(keys, of: planned.jobs).jobs,
                program: try FarProgram(
                    of: planned.loaded.spec,
                    trainer: planned.loaded.trainer,
                    folder: planned.loaded.folder
                )
            ) { event in
                if case .submitted(let job, _, _, _) = event { jobs.append(job) }
            }
            let summary = try await submission.run(waits: false)
            if summary.submitted > 0 {
                for run in due { say("↻ \(run.text)") }
                say("✓ \(cluster): \(jobs.map { "job \($0)" }.joined(separator: ", "))")
            }
        } catch is RemoteBusy {
            // Who hands over just now does it as well.
        } catch {
            say("warning: \(cluster): what may be tried again could not be handed over: \(error)")
        }
        await connection.close()
    }

    /// What Slurm, or its own look for its needs, ended before it began, because one of these had no result.
    private func dependents(
        of keys: Set<String>,
        in jobs: [LocalJob],
        _ attempts: [String: [ClusterRun]]
    ) -> [String] {
        var again = keys
        var found: [String] = []
        for job in jobs where job.needs.contains(where: { again.contains($0.key) }) {
            guard let latest = attempts[job.key]?.max(by: { $0.attempt < $1.attempt }),
                [.cancelled, .failed].contains(latest.state), latest.source != .user,
                !FileManager.default.fileExists(atPath: store.lab.runDirectory(latest.directory).claim)
            else { continue }
            again.insert(job.key)
            found.append(job.key)
        }
        return found
    }

    private func say(_ text: String) {
        guard !options.quiet else { return }
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}
