/// Finds what somebody probably meant to type.
public enum Spelling {
    /// The candidate nearest to what was typed, or nil when none is near enough to be worth showing.
    ///
    /// Near means an edit distance (with swaps of neighbours) of at most a third of the word's length, at least 1.
    /// A dotted candidate whose last part is what was typed counts as near too: `depth` finds `projector.depth`.
    /// Of equally near candidates the first wins.
    public static func nearest(to typed: String, among candidates: some Sequence<String>) -> String? {
        let word = Array(typed.lowercased().unicodeScalars)
        guard !word.isEmpty, word.count <= 200 else { return nil }
        var best: (candidate: String, distance: Int)?
        let limit = max(1, word.count / 3)
        for candidate in candidates where candidate != typed {
            let other = Array(candidate.lowercased().unicodeScalars)
            if abs(other.count - word.count) <= limit {
                let distance = distance(word, other)
                if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
            }
        }
        return best?.candidate ?? suffixMatch(typed, candidates)
    }

    private static func suffixMatch(_ typed: String, _ candidates: some Sequence<String>) -> String? {
        let last = typed.split(separator: ".").last.map(String.init) ?? typed
        let dotted = candidates.filter { $0.contains(".") }
        if let same = dotted.first(where: { $0.hasSuffix("." + last) && $0 != typed }) { return same }
        guard !typed.contains(".") else { return nil }
        let ends = dotted.compactMap { $0.split(separator: ".").last.map(String.init) }
        guard let end = ends.filter({ isNear($0, to: typed) }).first else { return nil }
        return dotted.first { $0.hasSuffix("." + end) }
    }

    private static func isNear(_ candidate: String, to typed: String) -> Bool {
        let limit = max(1, typed.unicodeScalars.count / 3)
        return distance(Array(candidate.lowercased().unicodeScalars), Array(typed.lowercased().unicodeScalars)) <= limit
    }

    /// The number of insertions, deletions, replacements and swaps of neighbours between two words.
    static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var older = [Int](repeating: 0, count: right.count + 1)
        var old = Array(0...right.count)
        for row in 0..<left.count {
            var new = [row + 1]
            new.reserveCapacity(right.count + 1)
            for column in 0..<right.count {
                let cost = left[row] == right[column] ? 0 : 1
                var best = min(old[column + 1] + 1, new[column] + 1, old[column] + cost)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, older[column - 1] + 1)
                }
                new.append(best)
            }
            older = old
            old = new
        }
        return old[right.count]
    }
}
