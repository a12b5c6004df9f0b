extension Scene {
    /// The numbers as words, from zero.
    static let numbers = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]

    /// Everything in the scene.
    ///
    /// As in `two objects : large red circle left , small blue square center .`
    public var detailedCaption: String {
        let parts = objects.map { "\($0.size.rawValue) \($0.kind.words) \($0.cell.side.rawValue)" }
        return "\(countWords) : \(parts.joined(separator: " , ")) ."
    }

    /// The kinds alone, as short web captions have them.
    ///
    /// As in `a red circle and a blue square .`
    public var coarseCaption: String {
        objects.map { "a \($0.kind.words)" }.joined(separator: " and ") + " ."
    }

    private var countWords: String {
        "\(Self.numbers[objects.count]) object\(objects.count == 1 ? "" : "s")"
    }
}
