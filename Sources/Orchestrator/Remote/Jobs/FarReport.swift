public import Slurm

/// What the far journal says of a submission, as `farside.sh` prints it.
public struct FarReport: Hashable, Sendable {
    /// Whether `sbatch` may have been asked.
    public private(set) var isUnderWay = false
    /// Whether it was given up, so that `sbatch` never will be.
    public private(set) var isVoid = false
    /// When `sbatch` was asked, by the cluster's clock, in seconds since 1970.
    public private(set) var askedAt: Double?
    /// The job's number, if `sbatch` told it.
    public private(set) var job: Int?
    /// The exit code of `sbatch`; nil while it has not ended, or when it was killed.
    public private(set) var code: Int32?
    /// What it printed.
    public private(set) var output = ""
    /// What it complained about.
    public private(set) var errors = ""

    /// Reads the lines of a report; lines that are not known are passed over.
    public init(_ text: some StringProtocol) {
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
    public var reply: SubmissionReply? {
        guard isUnderWay else { return nil }
        if let job { return .submitted(SlurmJobID(job)) }
        guard let code else { return .ambiguous("`sbatch` was started and its end is not recorded") }
        return SubmissionReply(output: output, errors: errors, code: code)
    }
}
