/// Where each sequence's rows lie when several of any length stand one after another, without padding.
public struct Sequences: Equatable, Sendable {
    /// The first row of each sequence, then the number of all rows.
    public let starts: [Int]

    /// Sequences of these lengths.
    public init(lengths: [Int]) {
        var starts = [0]
        for length in lengths { starts.append(starts[starts.count - 1] + length) }
        self.starts = starts
    }

    /// `count` sequences of one length.
    public init(count: Int, length: Int) {
        self.init(lengths: [Int](repeating: length, count: count))
    }

    /// How many sequences there are.
    public var count: Int { starts.count - 1 }
    /// All rows together.
    public var rows: Int { starts[count] }
    /// The rows of one sequence.
    public func rows(of sequence: Int) -> Range<Int> { starts[sequence]..<starts[sequence + 1] }
    /// The longest sequence.
    public var longest: Int { (0..<count).map { rows(of: $0).count }.max() ?? 0 }
    /// Each row's place in its sequence, from 0.
    public var positions: [Int] { (0..<count).flatMap { 0..<rows(of: $0).count } }
}
