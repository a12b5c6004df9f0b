/// How a job ended, as `sacct` prints it: `3:0` is exit code 3, `0:9` killed by signal 9.
public struct JobExit: Hashable, Sendable, CustomStringConvertible {
    /// The exit code.
    public let code: Int
    /// The signal, 0 for none.
    public let signal: Int

    /// An exit code and a signal.
    public init(code: Int, signal: Int = 0) {
        self.code = code
        self.signal = signal
    }

    /// Reads `code:signal`; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let code = strictNumber(parts[0]), let signal = strictNumber(parts[1]) else {
            return nil
        }
        self.init(code: code, signal: signal)
    }

    /// What a code that Slurm itself sets means; nil for the program's own.
    ///
    /// 53 and 125 stand where a signal would: they are Slurm's marks, not signals.
    public var meaning: String? {
        switch signal {
        case 53: "the output file or the working folder does not exist or cannot be written; there is no output at all"
        case 125: "out of memory"
        default: nil
        }
    }

    /// `code:signal`.
    public var description: String { "\(code):\(signal)" }
}
