/// Comma-separated values (RFC 4180), lines ended by a newline alone, as the tools of data analysis read and write it.
public enum CSV {
    /// A line of fields, newline included.
    public static func line(_ fields: [String]) -> String {
        fields.map(quoted).joined(separator: ",") + "\n"
    }

    /// A field, in quotes where it holds a comma, a quote, a line break, or a space at either end.
    private static func quoted(_ field: String) -> String {
        let needsQuotes =
            field.utf8.contains { [UInt8(ascii: ","), UInt8(ascii: "\""), 0x0A, 0x0D].contains($0) }
            || field.first == " " || field.last == " "
        guard needsQuotes else { return field }
        return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
