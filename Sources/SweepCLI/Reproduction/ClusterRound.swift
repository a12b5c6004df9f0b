import Foundation
import Orchestrator
import RunLog
import Slurm
import Sweep
import Terminal
import Tracker

/// One round of a reproduction on a cluster: hands the jobs over and looks until each has ended.
///
/// The runs go on by themselves if this process ends; the same command then takes the round up where it is.
struct ClusterRound {
    let connection: ClusterConnection
    let store: Store
    let sweep: String
    let isQuiet: Bool

    /// Runs the jobs; one that fails is not handed over a second time by this process.
    func run(_ jobs: [LocalJob], of loaded: LoadedSpec) async throws {
        let program = try FarProgram(of: loaded.spec, trainer: loaded.trainer, folder: loaded.folder)
        let began = Date()
        let machine = try Machine.current()
        let traits = OutputTraits(descriptor: STDERR_FILENO, environment: ProcessInfo.processInfo.environment)
        var progress = WatchView(format: .table, traits: traits, output: .standardError)
        var open = jobs
        while !open.isEmpty {
            let view = ClusterSubmissionView(sweep: sweep, cluster: connection.name, isQuiet: isQuiet)
            var submission = RemoteSubmission(
                store: store,
                connection: connection,
                spec: loaded.spec,
                jobs: open,
                program: program,
                report: view.show
            )
            _ = try await submission.run(waits: false)
            repeat {
                try await look(machine)
                try show(in: &progress)
                open = try left(of: open, since: began)
                if open.isEmpty { return }
                try await Task.sleep(for: pause)
            } while try !canHandOver(open)
        }
    }

    /// Where the sweep stands, when that has changed.
    private func show(in view: inout WatchView) throws {
        guard !isQuiet else { return }
        let now = Timestamp.now()
        view.show([try SweepProgress(sweep, store: store, gpus: [:], budget: nil, now: now)], at: now)
    }

    /// Records are read every few seconds; Slurm itself is asked no more often than the cluster's profile allows.
    private var pause: Duration {
        .seconds(min(15, max(1, connection.site.limits.secondsBetweenPolls)))
    }

    /// The jobs that have neither a result nor failed in this round.
    private func left(of jobs: [LocalJob], since: Date) throws -> [LocalJob] {
        let latest = try store.latestAttempts(keys: jobs.map(\.key))
        return jobs.filter { job in
            guard let run = latest[job.key], run.state.isFinal else { return true }
            return run.state != .finished && run.createdAt < since
        }
    }

    /// Whether some job has no run on its way, so that handing over again may start it.
    private func canHandOver(_ jobs: [LocalJob]) throws -> Bool {
        let latest = try store.latestAttempts(keys: jobs.map(\.key))
        return jobs.contains { job in latest[job.key].map(\.state.isFinal) ?? true }
    }

    private func look(_ machine: Machine) async throws {
        do {
            let report = try await ClusterLook(store: store, connection: connection, machine: machine)
                .look(sweep: sweep)
            for problem in report.problems { say("warning: \(connection.name): \(problem)") }
        } catch let error as TransportError {
            say("warning: \(connection.name) cannot be reached for now: \(error)")
        }
    }

    private func say(_ text: String) {
        guard !isQuiet else { return }
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}
