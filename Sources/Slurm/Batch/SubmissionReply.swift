/// What came of `sbatch`.
public enum SubmissionReply: Hashable, Sendable {
    /// Slurm has the job.
    case submitted(SlurmJobID)
    /// Slurm, or `sbatch` itself, said no: there is no job.
    case refused(SubmissionRefusal)
    /// Nobody knows. The job may be in the queue: look for its name before submitting again.
    ///
    /// A controller that is busy or frozen lets `sbatch` time out and accepts the job later (seen on Slurm 22.05).
    case ambiguous(String)

    /// Reads what `sbatch`, with or without `--parsable`, printed, and its exit code.
    public init(output: String, errors: String, code: Int32) {
        if let job = Self.job(in: output) {
            self = .submitted(job)
            return
        }
        let words = errors.split(whereSeparator: \.isNewline).joined(separator: "; ")
        if code == 0 {
            self = .ambiguous("`sbatch` ended well but printed no job number (\(words.isEmpty ? "nothing" : words))")
        } else if Self.lostContact.contains(where: errors.contains) || code >= 128 && code != 255 {
            self = .ambiguous(words.isEmpty ? "`sbatch` ended with code \(code)" : words)
        } else if let refusal = SubmissionRefusal(errors: errors, code: code) {
            self = .refused(refusal)
        } else {
            self = .ambiguous(words.isEmpty ? "`sbatch` ended with code \(code) and no word" : words)
        }
    }

    /// The messages of Slurm's client library for a request that was sent and not answered.
    private static let lostContact = [
        "Socket timed out on send/recv operation", "Zero Bytes were transmitted or received",
        "Transport endpoint is not connected", "Connection reset by peer", "Connection timed out",
        "Unexpected message received", "Message receive failure", "Communication connection failure",
        "Communication shutdown failure", "Insane message length", "Header lengths are longer than data received",
    ]

    /// `12`, `12;cluster`, `Submitted batch job 12`, or the latter with ` on cluster NAME`: the last such line.
    private static func job(in output: String) -> SlurmJobID? {
        for line in output.split(whereSeparator: \.isNewline).reversed() {
            let prefix = "Submitted batch job "
            let rest = line.hasPrefix(prefix) ? line.dropFirst(prefix.count) : line[...]
            let number = rest.prefix { $0 != " " && $0 != ";" }
            // `12 things` is a site's own message; only the long form may go on after a blank.
            guard line.hasPrefix(prefix) || !rest.contains(" ") else { continue }
            if let job = strictNumber(number), job > 0 { return SlurmJobID(job) }
        }
        return nil
    }
}
