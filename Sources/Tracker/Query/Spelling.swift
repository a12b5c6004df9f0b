/// The edit distance behind "Did you mean".
public enum Spelling {
    /// The candidates near enough to what was typed to have been meant, nearest first, at most three.
    ///
    /// Near enough is a third of the longer one's letters, or one letter; a candidate that begins or ends with the text is always so.
    public static func nearest(to text: String, among candidates: [String]) -> [String] {
        let typed = Array(text.lowercased().utf8)
        guard !typed.isEmpty else { return [] }
        return
            candidates.compactMap { candidate -> (name: String, distance: Int)? in
                let name = Array(candidate.lowercased().utf8)
                if name.starts(with: typed) || name.reversed().starts(with: typed.reversed()) { return (candidate, 1) }
                let distance = distance(typed, name)
                let isNear = distance * 3 <= max(typed.count, name.count) || distance == 1 && name.count > 1
                return isNear ? (candidate, distance) : nil
            }
            .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
            .prefix(3)
            .map(\.name)
    }

    /// How many letters must be inserted, removed, changed or swapped with their neighbour (Damerau, restricted).
    static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var before: [Int] = []
        var previous = Array(0...right.count)
        for (i, letter) in left.enumerated() {
            var current = [i + 1]
            for (j, other) in right.enumerated() {
                var best = min(previous[j + 1] + 1, current[j] + 1, previous[j] + (letter == other ? 0 : 1))
                if i > 0, j > 0, letter == right[j - 1], left[i - 1] == other { best = min(best, before[j - 1] + 1) }
                current.append(best)
            }
            (before, previous) = (previous, current)
        }
        return previous[right.count]
    }
}
