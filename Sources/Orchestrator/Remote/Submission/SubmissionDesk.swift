import Foundation
import Slurm
import Tracker

/// Hands one bundle at a time to a cluster and writes down what came of it.
///
/// The far side asks `sbatch` once for a bundle, however often the bundle arrives; so a broken connection is answered by
/// sending it again, which tells what the first time came to.
struct SubmissionDesk {
    let store: Store
    let connection: ClusterConnection
    /// How often a bundle is sent again after a connection broke.
    private static let patience = 3

    /// Hands over a bundle whose intent is recorded.
    ///
    /// - Throws: `TransportError` when nothing can have been asked of Slurm, `FarSideError`, `StoreError`.
    func submit(_ bundle: TaskBundle, token: String) async throws -> SubmissionReply {
        try store.noteSending(token, at: Date())
        let reply = try await sent(bundle, token)
        try write(down: reply, token)
        return reply
    }

    private func sent(_ bundle: TaskBundle, _ token: String) async throws -> SubmissionReply {
        let bytes = Array(bundle.text.utf8)
        let command = FarSide.command(root: connection.root, ["submit", token, String(bytes.count)])
        var mayHaveRun = false
        var problem: TransportError?
        for pause in 0..<Self.patience {
            if pause > 0 { try await Task.sleep(for: .seconds(pause)) }
            do throws(TransportError) {
                let reply = try await connection.run(.submit, command, input: bytes, slurm: [.sbatch])
                if reply.code == 75 { continue }
                guard reply.succeeded else {
                    throw TransportError(connection.name, .write(connection.root), .file(FileProblem(reply.errorText)))
                }
                if let told = FarReport(reply.outputText).reply { return told }
            } catch {
                problem = error
                mayHaveRun = mayHaveRun || error.mayHaveRun
                guard error.isTemporary || error.mayHaveRun else { break }
            }
        }
        guard mayHaveRun, let problem else {
            throw problem ?? TransportError(connection.name, .run, .connectionLost("the bundle did not arrive whole"))
        }
        return .ambiguous(problem.description)
    }

    private func write(down reply: SubmissionReply, _ token: String) throws {
        let name = connection.name
        switch reply {
        case .submitted(let job):
            try settle(token, .submitted, job.number, "\(name): sbatch gave it the number \(job.number)")
        case .refused(let refusal): try settle(token, .refused, nil, "\(name): \(refusal)")
        case .ambiguous(let reason):
            try settle(token, .unknown, nil, "\(name): nobody knows whether Slurm took it: \(reason)")
        }
    }

    private func settle(_ token: String, _ state: SubmissionRecord.State, _ job: Int?, _ evidence: String) throws {
        try store.settle(token, as: state, job: job, evidence: evidence, source: .journal, at: Date())
    }
}
