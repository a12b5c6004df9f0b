/// A job's number as Slurm prints it: `1234`, `1234_7`, `1234_[0-3%2]`, or `1234+1`.
public struct SlurmJobID: Hashable, Sendable, CustomStringConvertible {
    /// What of the job is meant.
    public enum Part: Hashable, Sendable {
        /// The job, or a whole array.
        case whole
        /// One task of an array.
        case task(Int)
        /// Those tasks of an array that have not started: one line of `squeue`.
        case tasks(ArrayIndices)
        /// One component of a heterogeneous job.
        case component(Int)
    }

    /// The job's number, the array's for an array.
    public let number: Int
    /// What of it is meant.
    public let part: Part

    /// A job's number and a part of it.
    public init(_ number: Int, part: Part = .whole) {
        self.number = number
        self.part = part
    }

    /// Reads Slurm's notation; nil for anything else, steps such as `12.batch` included.
    public init?(_ text: some StringProtocol) {
        if let mark = text.firstIndex(of: "_") {
            guard let number = strictNumber(text[..<mark]) else { return nil }
            self.number = number
            let rest = text[text.index(after: mark)...]
            if rest.hasPrefix("["), rest.hasSuffix("]") {
                guard let indices = ArrayIndices(rest.dropFirst().dropLast()) else { return nil }
                part = .tasks(indices)
            } else {
                guard let task = strictNumber(rest) else { return nil }
                part = .task(task)
            }
        } else if let mark = text.firstIndex(of: "+") {
            guard let number = strictNumber(text[..<mark]), let offset = strictNumber(text[text.index(after: mark)...])
            else { return nil }
            self.number = number
            part = .component(offset)
        } else {
            guard let number = strictNumber(text) else { return nil }
            self.number = number
            part = .whole
        }
    }

    /// Whether this line speaks of that task of the array.
    public func covers(task: Int) -> Bool {
        switch part {
        case .whole: true
        case .task(let own): own == task
        case .tasks(let indices): indices.isTruncated || indices.contains(task)
        case .component: false
        }
    }

    /// Slurm's notation.
    public var description: String {
        switch part {
        case .whole: "\(number)"
        case .task(let task): "\(number)_\(task)"
        case .tasks(let indices): "\(number)_[\(indices)]"
        case .component(let offset): "\(number)+\(offset)"
        }
    }
}
