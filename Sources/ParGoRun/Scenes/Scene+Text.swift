extension Scene {
    /// The numbers as words, from zero.
    static let numbers = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]

    /// Everything in the scene: `two objects : large red circle top left , small blue square middle right .`
    public var detailedCaption: String {
        let parts = objects.map { "\($0.size.rawValue) \($0.kind.words) \($0.cell.words)" }
        return "\(countWords) : \(parts.joined(separator: " , ")) ."
    }

    /// The kinds alone, as short web captions have them: `a red circle and a blue square .`
    public var coarseCaption: String {
        objects.map { "a \($0.kind.words)" }.joined(separator: " and ") + " ."
    }

    private var countWords: String {
        "\(Self.numbers[objects.count]) object\(objects.count == 1 ? "" : "s")"
    }
}

/// What a yes/no question is about: the MME subtasks that scenes can pose.
public enum Subtask: String, CaseIterable, Sendable {
    case existence
    case count
    case position
    case color
}

extension Scene {
    /// A question of `subtask` whose right answer is `answer`, or nil where this scene cannot pose one.
    ///
    /// Wrong values are drawn so that each question text is answered yes and no equally often over all scenes: reading
    /// the text alone gives one half.
    public func question(
        _ subtask: Subtask,
        answer: Bool,
        most: Int,
        _ generator: inout SeededGenerator
    ) -> String? {
        switch subtask {
        case .existence: existenceQuestion(answer, &generator)
        case .count: countQuestion(answer, most, &generator)
        case .position: positionQuestion(answer, &generator)
        case .color: colorQuestion(answer, &generator)
        }
    }

    private func existenceQuestion(_ answer: Bool, _ generator: inout SeededGenerator) -> String? {
        let present = Set(objects.map(\.kind))
        let kind = generator.choose(Kind.all.filter { present.contains($0) == answer })
        return "is there a \(kind.words) ?"
    }

    private func countQuestion(_ answer: Bool, _ most: Int, _ generator: inout SeededGenerator) -> String? {
        let wrong = (1...most).filter { $0 != objects.count }
        guard answer || !wrong.isEmpty else { return nil }
        let count = answer ? objects.count : generator.choose(wrong)
        return count == 1 ? "is there one object ?" : "are there \(Self.numbers[count]) objects ?"
    }

    /// Asks for the row or the column of a shape that occurs once.
    private func positionQuestion(_ answer: Bool, _ generator: inout SeededGenerator) -> String? {
        guard let object = single(&generator) else { return nil }
        let isRow = generator.below(2) == 0
        let words = isRow ? Cell.rows : Cell.columns
        let right = words[isRow ? object.cell.index / 3 : object.cell.index % 3]
        let place = answer ? right : generator.choose(words.filter { $0 != right })
        return "is the \(object.kind.shape.rawValue) at the \(place) ?"
    }

    /// Asks for the colour of a shape that occurs once.
    private func colorQuestion(_ answer: Bool, _ generator: inout SeededGenerator) -> String? {
        guard let object = single(&generator) else { return nil }
        let wrong = Color.allCases.filter { $0 != object.kind.color }
        let color = answer ? object.kind.color : generator.choose(wrong)
        return "is the \(object.kind.shape.rawValue) \(color.rawValue) ?"
    }

    /// One of the objects whose shape no other object has.
    private func single(_ generator: inout SeededGenerator) -> Object? {
        let single = objects.filter { object in objects.count { $0.kind.shape == object.kind.shape } == 1 }
        return single.isEmpty ? nil : generator.choose(single)
    }
}
