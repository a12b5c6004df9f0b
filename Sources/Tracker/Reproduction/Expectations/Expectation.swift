public import Foundation

/// One version of a sweep's expected table, as the store has kept it.
public struct Expectation: Hashable, Sendable {
    /// The sweep's name.
    public let sweep: String
    /// The table's file name, by which its versions belong together.
    public let name: String
    /// Where it was read from.
    public let path: String
    /// The SHA-256 of its text.
    public let digest: String
    /// Its whole text.
    public let text: String
    /// When this version was seen first.
    public let seenAt: Date
    /// How many runs of the sweep had finished by then.
    public let results: Int

    package init(sweep: String, name: String, path: String, digest: String, text: String, seenAt: Date, results: Int) {
        self.sweep = sweep
        self.name = name
        self.path = path
        self.digest = digest
        self.text = text
        self.seenAt = seenAt
        self.results = results
    }
}

/// What became of a sweep's expected table over time: what was expected before there were results.
public struct ExpectationHistory: Hashable, Sendable {
    /// All versions, in the order in which they were seen; at least one.
    public let versions: [Expectation]

    /// The versions of one table.
    public init(_ versions: [Expectation]) {
        self.versions = versions
    }

    /// Whether the first version was there before any result.
    public var isPreregistered: Bool { versions.first?.results == 0 }

    /// The versions that came after results.
    public var editedAfterResults: [Expectation] { versions.dropFirst().filter { $0.results > 0 } }

    /// What differs between the first version and the last, as lines that begin with `-` or `+`.
    public var changes: [String] {
        guard let first = versions.first, let last = versions.last, first.digest != last.digest else { return [] }
        let lines = { (text: String) in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
        return lines(last.text).difference(from: lines(first.text))
            .map { change in
                switch change {
                case .insert(_, let line, _): "+ \(line)"
                case .remove(_, let line, _): "- \(line)"
                }
            }
            .filter { $0.count > 2 }
    }
}
