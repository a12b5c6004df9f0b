/// A benchmark of multiple choice, read from its published files.
public struct ChoiceSuite: Sendable {
    /// One of its questions.
    public struct Item: Sendable {
        /// The number that the file gives it.
        public let id: String
        /// The ability or dimension that it is about.
        public let category: String
        /// The image.
        public let image: ImageSource
        /// The question itself.
        public let choice: Choice
        /// File and line or entry.
        public let place: String
    }

    /// The questions in the file's order.
    public let items: [Item]

    /// A metric for each category, in the names' order: `prefix.category` is the part of its questions that is right, per cent.
    ///
    /// Names have nothing but small letters, digits, dashes and underscores.
    func metrics(_ prefix: String, _ isRight: [Bool]) -> [(name: String, value: Double)] {
        var groups: [String: [Bool]] = [:]
        for (item, verdict) in zip(items, isRight) {
            let name = item.category.lowercased().map { $0.isLetter || $0.isNumber || $0 == "-" ? String($0) : "_" }
            groups[name.joined(), default: []].append(verdict)
        }
        let parts = groups.sorted { $0.key < $1.key }.map { ("\(prefix).\($0.key)", Self.percentage($0.value)) }
        return [(prefix, Self.percentage(isRight))] + parts
    }

    /// How many of these are right, per cent.
    static func percentage(_ isRight: [Bool]) -> Double {
        100 * Double(isRight.count { $0 }) / Double(max(isRight.count, 1))
    }
}
