/// What one pass over the run directories brought into the store.
public struct IngestReport: Hashable, Sendable {
    /// Run directories that the store did not know.
    public internal(set) var newRuns = 0
    /// Metric lines taken in.
    public internal(set) var lines = 0
    /// Points taken in.
    public internal(set) var points = 0
    /// Lines refused; they are kept in the table `bad_line`.
    public internal(set) var badLines = 0
    /// Changes of state, as sentences: `tokens/3f2a/1: running -> crashed (process 12 on node3 is gone …)`.
    public internal(set) var transitions: [String] = []
    /// Run directories that could not be read, each with the reason; the others were.
    public internal(set) var problems: [String] = []

    /// A pass that brought nothing.
    public init() {}

    /// Adds what a further transaction brought.
    mutating func add(_ other: IngestReport) {
        newRuns += other.newRuns
        lines += other.lines
        points += other.points
        badLines += other.badLines
        transitions += other.transitions
        problems += other.problems
    }
}
