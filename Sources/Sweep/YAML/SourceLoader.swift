/// Fetches the files of a spec through the closure it was given, and refuses what cannot be text.
struct SourceLoader {
    /// The largest file that is read.
    ///
    /// Far above any spec; what is larger was named by mistake.
    static let byteLimit = 10_000_000

    let load: (String) throws -> [UInt8]
    let log: DiagnosticLog

    /// A file's text; nil when there is none, which is then in the log at `mention`.
    func text(of path: String, mentionedAt mention: SourceLocation?, what: String) -> String? {
        let bytes: [UInt8]
        do {
            bytes = try load(path)
        } catch {
            log.error("cannot read \(what) '\(path)': \(error)", at: mention)
            return nil
        }
        let start = SourceLocation(file: path, line: 1, column: 1)
        guard bytes.count <= Self.byteLimit else {
            let size = "\(bytes.count / 1_000_000) MB"
            log.error("the file has \(size); the limit is \(Self.byteLimit / 1_000_000) MB", at: start)
            return nil
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            log.error("not UTF-8 text", at: invalidPlace(bytes, path), advice: "Save the file as UTF-8.")
            return nil
        }
        if let place = controlPlace(text, path) {
            log.error("a control character, which no text file should hold", at: place)
            return nil
        }
        return text
    }

    private func invalidPlace(_ bytes: [UInt8], _ path: String) -> SourceLocation {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var (line, column) = (1, 1)
        while case .scalarValue(let scalar) = decoder.decode(&iterator) {
            (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
        }
        return SourceLocation(file: path, line: line, column: column)
    }

    private func controlPlace(_ text: String, _ path: String) -> SourceLocation? {
        var (line, column) = (1, 1)
        for scalar in text.unicodeScalars {
            if scalar.value < 32, scalar != "\n", scalar != "\t", scalar != "\r" {
                return SourceLocation(file: path, line: line, column: column)
            }
            (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
        }
        return nil
    }
}
