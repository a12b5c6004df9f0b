/// A configuration that cannot be run: which key, why, and what would do.
public struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    /// The key's path, empty for the whole file.
    public let path: String
    /// What is wrong with it.
    public let reason: String
    /// What to write instead, where that can be said.
    public let suggestion: String?

    /// An error at a key.
    public init(_ path: String, _ reason: String, suggestion: String? = nil) {
        self.path = path
        self.reason = reason
        self.suggestion = suggestion
    }

    /// One line.
    public var description: String {
        let place = path.isEmpty ? "configuration" : path
        return "\(place): \(reason)" + (suggestion.map { ". \($0)" } ?? "")
    }
}

/// The nearest of some words to a misspelt one.
enum Spelling {
    /// `Did you mean 'x'?` for the option fewest edits away, or nil when none is near.
    static func suggestion(for word: String, among options: [String]) -> String? {
        let ranked = options.map { (option: $0, distance: distance(word, $0)) }
        guard let best = ranked.min(by: { $0.distance < $1.distance }), best.distance <= max(2, word.count / 3) else {
            return nil
        }
        return "Did you mean '\(best.option)'?"
    }

    /// Levenshtein's distance: insertions, deletions and replacements from one word to the other.
    static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let replaced = diagonal + (a == b ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[right.count]
    }
}
