import Foundation
import Sweep

/// An expected table, read from disk and free of errors.
struct ExpectedFile {
    let table: ExpectedTable
    let text: String

    /// - Throws: ``ExpectedFileError`` with every mistake and its place.
    init(_ path: String) throws {
        let reader = ExpectedReader { path in
            guard let data = FileManager.default.contents(atPath: path) else { throw CocoaError(.fileReadNoSuchFile) }
            return Array(data)
        }
        let reading = reader.read(path)
        guard let table = reading.table else {
            throw ExpectedFileError(
                text: reading.diagnostics.map { $0.rendered(with: reading.sources) }.joined(separator: "\n")
            )
        }
        self.table = table
        text = reading.text
    }
}

/// An expected table that cannot be used.
struct ExpectedFileError: Error {
    /// All mistakes, as they are to be shown.
    let text: String
}
