/// How a command prints its rows: the same three everywhere.
public enum OutputFormat: String, CaseIterable, Sendable {
    /// Aligned columns for a person.
    case table
    /// One JSON value, an interface with tests.
    case json
    /// Comma-separated values (RFC 4180) with a header line.
    case csv
}
