/// Finds what somebody probably meant to type.
public enum Spelling {
    /// The candidate nearest to what was typed, or nil when none is near enough to be worth showing.
    ///
    /// Near means, in this order: one typing error away (a letter more, less or other, or two swapped); a candidate
    /// of several parts with the same last one, as `depth` or `train.depth` for `projector.depth` and `loss` for `train/loss`; up to a third of the word's
    /// letters wrong; a last part that is near in that sense. Of equally near candidates the first wins.
    public static func nearest(to typed: String, among candidates: some Sequence<String>) -> String? {
        guard !typed.isEmpty, typed.utf8.count <= 200 else { return nil }
        let others = candidates.filter { $0 != typed }
        let near = closest(to: typed, among: others)
        if let near, near.distance <= 1 { return others[near.index] }
        let last = lastPart(typed)
        if let same = others.first(where: { hasParts($0) && lastPart($0) == last }) { return same }
        if let near { return others[near.index] }
        guard !hasParts(typed) else { return nil }
        let dotted = others.filter(hasParts)
        return closest(to: typed, among: dotted.map(lastPart)).map { dotted[$0.index] }
    }

    private static func closest(to typed: String, among candidates: [String]) -> (index: Int, distance: Int)? {
        let word = Array(typed.lowercased().unicodeScalars)
        let limit = (word.count + 2) / 3
        var best: (index: Int, distance: Int)?
        for (index, candidate) in candidates.enumerated() {
            let other = Array(candidate.lowercased().unicodeScalars)
            guard abs(other.count - word.count) <= limit else { continue }
            let distance = distance(word, other)
            let isNear = distance <= limit && distance < max(word.count, other.count)
            if isNear, distance < best?.distance ?? .max { best = (index, distance) }
        }
        return best
    }

    private static func lastPart(_ name: String) -> String {
        name.split(whereSeparator: isSeparator).last.map(String.init) ?? name
    }

    private static func hasParts(_ name: String) -> Bool {
        name.contains(where: isSeparator)
    }

    private static func isSeparator(_ character: Character) -> Bool {
        character == "." || character == "/"
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
