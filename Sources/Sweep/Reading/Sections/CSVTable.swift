/// A table of comma-separated values with the place of each cell (RFC 4180: quotes double inside quotes).
struct CSVTable {
    struct Field {
        let text: String
        let location: SourceLocation
    }

    private(set) var rows: [[Field]] = []

    /// Reads a text; a quote that is never closed ends with the text.
    init(_ text: String, file: String) {
        var row: [Field] = []
        var field = String.UnicodeScalarView()
        var (line, column) = (1, 1)
        var start = (1, 1)
        var isQuoted = false
        var previousWasQuote = false
        func place(_ at: (Int, Int)) -> SourceLocation { SourceLocation(file: file, line: at.0, column: at.1) }
        for scalar in text.unicodeScalars {
            defer { (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1) }
            if isQuoted {
                if scalar == "\"" {
                    isQuoted = false
                    previousWasQuote = true
                } else {
                    field.append(scalar)
                }
                continue
            }
            if scalar == "\"", field.isEmpty || previousWasQuote {
                if previousWasQuote { field.append(scalar) }
                isQuoted = true
                previousWasQuote = false
                continue
            }
            previousWasQuote = false
            switch scalar {
            case ",", "\n":
                row.append(Field(text: String(field), location: place(start)))
                field = String.UnicodeScalarView()
                start = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
                if scalar == "\n" { finish(&row) }
            case "\r": break
            default: field.append(scalar)
            }
        }
        if !field.isEmpty || !row.isEmpty { row.append(Field(text: String(field), location: place(start))) }
        finish(&row)
    }

    /// Keeps a row unless the line was empty.
    private mutating func finish(_ row: inout [Field]) {
        if row.count > 1 || row.first?.text.isEmpty == false { rows.append(row) }
        row = []
    }

    /// A field as it must be written: in quotes where it holds a comma, a quote or a line break.
    static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { "\",\n\r".unicodeScalars.contains($0) }) else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
