/// The task numbers of a job array as Slurm writes them: `0-3`, `1,5,7-20:4`, `0-99%8`.
public struct ArrayIndices: Hashable, Sendable, CustomStringConvertible {
    /// Numbers from `first` to `last`, `step` apart.
    public struct Run: Hashable, Sendable {
        /// The first number.
        public let first: Int
        /// The last number that may occur; not below `first`.
        public let last: Int
        /// The distance between two, at least 1.
        public let step: Int

        /// Numbers from `first` to `last`; nil when `last` is below `first`, a number is negative, or `step` is not positive.
        public init?(_ first: Int, _ last: Int, step: Int = 1) {
            guard first >= 0, last >= first, step > 0 else { return nil }
            self.first = first
            self.last = last
            self.step = step
        }

        /// How many numbers there are.
        public var count: Int { (last - first) / step + 1 }

        func contains(_ index: Int) -> Bool {
            index >= first && index <= last && (index - first) % step == 0
        }
    }

    /// The runs, in the order written.
    public let runs: [Run]
    /// How many tasks may run at once; nil for no limit.
    public let throttle: Int?
    /// Whether `squeue` cut the list short with `...`.
    public let isTruncated: Bool

    /// These runs with a limit on how many tasks may run at once.
    public init(_ runs: [Run], throttle: Int? = nil) {
        self.runs = runs
        self.throttle = throttle
        isTruncated = false
    }

    /// Reads Slurm's notation, without brackets; nil when it is something else.
    public init?(_ text: some StringProtocol) {
        let halves = text.split(separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
        var limit: Int?
        if halves.count == 2 {
            guard let number = strictNumber(halves[1]) else { return nil }
            limit = number
        }
        guard let list = halves.first else { return nil }
        var parts = list.split(separator: ",", omittingEmptySubsequences: false)
        var cut = false
        if let last = parts.last, last.hasSuffix("...") {
            cut = true
            let rest = last.dropLast(3)
            parts[parts.count - 1] = rest
            if rest.isEmpty { parts.removeLast() }
        }
        var runs: [Run] = []
        for part in parts {
            guard let run = Self.run(Substring(part)) else { return nil }
            runs.append(run)
        }
        guard cut || !runs.isEmpty else { return nil }
        self.runs = runs
        throttle = limit
        isTruncated = cut
    }

    private static func run(_ text: Substring) -> Run? {
        let stepped = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let ends = stepped[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = strictNumber(ends[0]) else { return nil }
        guard ends.count == 2 else { return stepped.count == 1 ? Run(first, first) : nil }
        guard let last = strictNumber(ends[1]) else { return nil }
        guard stepped.count == 2 else { return Run(first, last) }
        return strictNumber(stepped[1]).flatMap { Run(first, last, step: $0) }
    }

    /// How many task numbers are listed.
    public var count: Int { runs.reduce(0) { $0 + $1.count } }

    /// Whether the task number is listed.
    public func contains(_ index: Int) -> Bool { runs.contains { $0.contains(index) } }

    /// Slurm's notation.
    public var description: String {
        let list = runs.map { run in
            let ends = run.first == run.last ? "\(run.first)" : "\(run.first)-\(run.last)"
            return run.step == 1 ? ends : "\(ends):\(run.step)"
        }
        let cut = isTruncated ? ["..."] : []
        return (list + cut).joined(separator: ",") + (throttle.map { "%\($0)" } ?? "")
    }
}
