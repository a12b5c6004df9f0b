/// What a paper argues with a table, as a test.
public struct Claim: Hashable, Sendable {
    /// The kinds of test.
    ///
    /// Better and worse are as the metric says; margins are in its units.
    public enum Test: Hashable, Sendable {
        /// The first row is better than the second by more than the margin.
        case beats(String, String, margin: Double)
        /// The two rows differ by less than that, in either direction.
        case equivalent(String, String, within: Double)
        /// Each row is better than the one before it, or worse if `falls`; each step may fail by less than `slack`.
        case monotone(parameter: String, rows: [String], falls: Bool, slack: Double)
        /// The row is better than each of the others.
        case best(String, others: [String])
        /// The rows stand in the paper's order: Kendall's τ of the values is at least that.
        case order(rows: [String], tau: Double)
        /// Our value is the paper's, to within that.
        case matches(String, within: Double)
    }

    /// Its name in the file.
    public let id: String
    /// The paper's words, or a reader's.
    public let says: String
    /// The test.
    public let test: Test
    /// The test as it is written.
    public let text: String
    /// What it is about.
    public let metric: ExpectedMetric
    /// What the p-value comes from.
    public let units: ExpectedTable.Units
    /// The difference that the paper reports; nil when it does not or nobody transcribed it.
    public let paper: Double?
    /// Where the paper says so, or where to look.
    public let source: String?
    /// Under absolute comparability, how far our difference may be from the paper's.
    public let tolerance: Double?
    /// Where it stands.
    public let location: SourceLocation

    /// The rows that it is about.
    public var rows: [String] {
        switch test {
        case .beats(let first, let second, _), .equivalent(let first, let second, _): [first, second]
        case .monotone(_, let rows, _, _), .order(let rows, _): rows
        case .best(let row, let others): [row] + others
        case .matches(let row, _): [row]
        }
    }
}
