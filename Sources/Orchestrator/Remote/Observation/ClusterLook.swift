import Foundation
public import RunLog
import Slurm
import Sweep
public import Tracker

/// Looks at what a sweep's runs do on a cluster: their own records in one command, Slurm only when they leave questions.
///
/// Copies of the run directories grow in the lab, from where they are taken into the store as runs of this machine are.
public struct ClusterLook: Sendable {
    let store: Store
    let connection: ClusterConnection
    let machine: Machine
    let patience: Patience

    /// Looks at a cluster.
    ///
    /// - Parameters:
    ///   - store: The lab's store.
    ///   - connection: The cluster.
    ///   - machine: This machine.
    public init(store: Store, connection: ClusterConnection, machine: Machine) {
        self.store = store
        self.connection = connection
        self.machine = machine
        patience = Patience(secondsBetweenPolls: connection.site.limits.secondsBetweenPolls)
    }

    /// Looks once, and records what follows.
    ///
    /// - Parameters:
    ///   - sweep: Only this sweep's runs; all of the cluster's when nil.
    ///   - givingUp: Whether submissions that never left this machine are given up, so that their runs can be handed over
    ///     anew; only for who keeps everybody else from handing them over meanwhile.
    ///   - isPatient: Whether to respect how often Slurm may be asked.
    /// - Returns: What it brought.
    /// - Throws: `TransportError` when the cluster cannot be reached; then every state stays as it was. `StoreError`, `FileError`.
    public func look(
        sweep: String? = nil,
        givingUp: Bool = false,
        isPatient: Bool = true
    ) async throws -> LookReport {
        let lock = try FileLock.waiting(for: "\(store.lab.path)/look-\(connection.name).lock")
        var round = try LookRound(self, sweep: sweep, givingUp: givingUp, isPatient: isPatient)
        try await round.run()
        await bringFiles(of: round.ended)
        withExtendedLifetime(lock) {}
        for _ in 0..<250 {
            if try Ingester(store, machine: machine).ingest() != nil { break }
            try await Task.sleep(for: .milliseconds(20))
        }
        return round.report
    }

    /// Brings what else is wanted of runs that have ended; whatever goes wrong, `sweep sync` brings it later.
    private func bringFiles(of directories: [String]) async {
        guard !directories.isEmpty else { return }
        _ = try? await FarFiles(lab: store.lab, connection: connection).bringSmall(directories)
    }

    /// One command that answers questions; the script is sent again where somebody removed it.
    func ask(_ questions: FarQuestions, voiding: [String] = []) async throws -> FarAnswers {
        let mark = "@look-\(String(UInt64.random(in: 1 ... .max), radix: 36))"
        let command = FarSide.command(root: connection.root, ["observe", mark])
        let text = questions.text(in: store.lab) + voiding.map { "void \($0)\n" }.joined()
        for isLast in [false, true] {
            let reply: CommandReply
            do {
                reply = try await connection.run(
                    .observe,
                    command,
                    input: Array(text.utf8),
                    slurm: questions.slurm,
                    timeout: .seconds(300)
                )
            } catch {
                // Looking twice changes nothing.
                guard error.mayHaveRun, !isLast else { throw error }
                continue
            }
            if reply.code == FarSide.missing, !isLast {
                _ = try await connection.stage([try StagedFile(path: FarSide.install(in: store.lab))])
                continue
            }
            guard reply.succeeded else { throw FarSideError(connection.name, connection.site.root, reply) }
            let answers = FarAnswers(reply.output, mark: mark)
            guard answers.isComplete else {
                throw TransportError(connection.name, .run, .connectionLost("the answer was cut off"))
            }
            return answers
        }
        throw TransportError(connection.name, .run, .connectionLost("the script is not there"))
    }
}
