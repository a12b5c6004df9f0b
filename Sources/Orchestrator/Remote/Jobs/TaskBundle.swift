import RunLog
import Slurm

/// All that a cluster is told of a chunk, in one piece of text: the batch script, the commands, and a line for each run.
///
/// `farside.sh` describes the form.
struct TaskBundle {
    /// Its text.
    let text: String

    /// The bundle of a chunk.
    ///
    /// - Parameters:
    ///   - script: What `sbatch` reads.
    ///   - chunk: The runs and what they execute.
    ///   - sweep: The sweep's name.
    ///   - needs: Where the results of a job's needs lie: the folder of the needed key, relative to the root.
    init(script: String, chunk: JobChunk, sweep: String, needs: (LocalJob.Need) -> String) {
        let runs = chunk.jobs.map { remote in
            let job = remote.job
            let list = job.needs.map { "\(Self.variable($0.stage))=\(needs($0))" }
            let fields = [
                sweep, job.key, String(remote.attempt), remote.token, job.configuration["seed"]?.text ?? "-", job.stage,
                chunk.request.resumes ? "yes" : "no", list.isEmpty ? "-" : list.joined(separator: "|"),
                job.configuration.text,
            ]
            return fields.joined(separator: "\t") + "\n"
        }
        let header = "pargo-lab 1 \(Self.lines(script)) \(Self.lines(chunk.command)) \(chunk.request.pack)\n"
        text = header + script + chunk.command + runs.joined()
    }

    /// Lines of a text that ends with one.
    private static func lines(_ text: String) -> Int { text.utf8.count { $0 == UInt8(ascii: "\n") } }

    /// A stage's name as part of a variable's.
    static func variable(_ stage: String) -> String {
        stage.uppercased().map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined()
    }
}
