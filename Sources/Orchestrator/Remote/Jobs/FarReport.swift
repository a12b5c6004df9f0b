import Foundation
import Slurm

/// What the far journal says of a submission, as `farside.sh` prints it.
struct FarReport: Hashable {
    /// Whether `sbatch` may have been asked.
    var isUnderWay = false
    /// Whether it was given up, so that `sbatch` never will be.
    var isVoid = false
    /// When `sbatch` was asked, by the cluster's clock, in seconds since 1970.
    var askedAt: Double?
    /// The job's number, if `sbatch` told it.
    var job: Int?
    /// The exit code of `sbatch`; nil while it has not ended, or when it was killed.
    var code: Int32?
    /// What it printed.
    var output = ""
    /// What it complained about.
    var errors = ""

    /// Reads the lines of a report; lines that are not known are passed over.
    init(_ text: some StringProtocol) {
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
            let rest = parts.count == 2 ? String(parts[1]) : ""
            switch parts[0] {
            case "state":
                isUnderWay = rest == "go"
                isVoid = rest == "void"
            case "asked": askedAt = Double(rest)
            case "id": job = Int(rest).flatMap { $0 > 0 ? $0 : nil }
            case "code": code = Int32(rest)
            case "out": output += rest + "\n"
            case "err": errors += rest + "\n"
            default: break
            }
        }
    }

    /// What follows for the submission; nil when nothing was asked of Slurm.
    var reply: SubmissionReply? {
        guard isUnderWay else { return nil }
        if let job { return .submitted(SlurmJobID(job)) }
        guard let code else { return .ambiguous("`sbatch` was started and its end is not recorded") }
        return SubmissionReply(output: output, errors: errors, code: code)
    }
}
