/// What a yes/no question is about: the MME subtasks that scenes can pose.
public enum Subtask: String, CaseIterable, Sendable {
    case existence
    case count
    case position
    case color
    /// What letter or digit is written; asked where `data.glyphs` says so.
    case text = "OCR"
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
        case .text: textQuestion(answer, &generator)
        }
    }

    private func existenceQuestion(_ answer: Bool, _ generator: inout SeededGenerator) -> String? {
        let (present, kinds) = (Set(objects.map(\.kind)), kindsToAskFor(among: objects, &generator))
        let kind = generator.choose(kinds.filter { present.contains($0) == answer })
        return "is there a \(kind.words) ?"
    }

    private func countQuestion(_ answer: Bool, _ most: Int, _ generator: inout SeededGenerator) -> String? {
        let wrong = (1...most).filter { $0 != objects.count }
        guard answer || !wrong.isEmpty else { return nil }
        let count = answer ? objects.count : generator.choose(wrong)
        return count == 1 ? "is there one object ?" : "are there \(Self.numbers[count]) objects ?"
    }

    /// Asks for the side of a shape that occurs once.
    private func positionQuestion(_ answer: Bool, _ generator: inout SeededGenerator) -> String? {
        guard let object = single(&generator) else { return nil }
        let side = answer ? object.cell.side : generator.choose(Side.allCases.filter { $0 != object.cell.side })
        return "is the \(object.kind.shape.words) at the \(side.rawValue) ?"
    }

    /// Asks for the colour of a shape that occurs once.
    private func colorQuestion(_ answer: Bool, _ generator: inout SeededGenerator) -> String? {
        guard let object = single(&generator) else { return nil }
        let wrong = Color.allCases.filter { $0 != object.kind.color }
        let color = answer ? object.kind.color : generator.choose(wrong)
        return "is the \(object.kind.shape.words) \(color.rawValue) ?"
    }

    /// A question of `subtask` that asks for the thing itself, with its answer, or nil where this scene has none.
    public func openQuestion(_ subtask: Subtask, _ generator: inout SeededGenerator) -> Exchange? {
        switch subtask {
        case .existence:
            let alone = objects.filter { object in objects.count { $0.cell.side == object.cell.side } == 1 }
            guard !alone.isEmpty else { return nil }
            let object = generator.choose(alone)
            return Exchange("what is at the \(object.cell.side.rawValue) ?", object.kind.words)
        case .count:
            return Exchange("how many objects are there ?", Self.numbers[objects.count])
        case .position:
            return single(&generator)
                .map {
                    Exchange("where is the \($0.kind.shape.words) ?", $0.cell.side.rawValue)
                }
        case .color:
            return single(&generator)
                .map {
                    Exchange("what color is the \($0.kind.shape.words) ?", $0.kind.color.rawValue)
                }
        case .text: return openTextQuestion(&generator)
        }
    }

    /// One of the objects whose shape no other object has.
    func single(_ generator: inout SeededGenerator) -> Object? {
        let single = objects.filter { object in objects.count { $0.kind.shape == object.kind.shape } == 1 }
        return single.isEmpty ? nil : generator.choose(single)
    }

    /// Questions about this scene, of the settings' tasks in equal parts, none asked twice.
    ///
    /// Short questions take the subtasks in a random order round and round; a part of them, `open`, ask for the thing itself,
    /// and the others are answered yes or no at random.
    public func interview(_ settings: DataSettings, _ generator: inout SeededGenerator) -> [Exchange] {
        var result: [Exchange] = []
        let order = generator.shuffled(settings.subtasks)
        // A small scene has few questions in it; the bound ends the search for one not asked yet.
        for attempt in 0..<settings.turns * 8 where result.count < settings.turns {
            let exchange = exchange(order[attempt % order.count], settings, &generator)
            if let exchange, !result.contains(where: { $0.question == exchange.question }) { result.append(exchange) }
        }
        return result
    }

    private func exchange(
        _ subtask: Subtask,
        _ settings: DataSettings,
        _ generator: inout SeededGenerator
    ) -> Exchange? {
        // A single task draws nothing, so that scenes with short questions alone are what they always were.
        switch settings.tasks.count == 1 ? settings.tasks[0] : generator.choose(settings.tasks) {
        case .vqa:
            return Double(generator.uniform()) < settings.open
                ? openQuestion(subtask, &generator) : closedQuestion(subtask, settings, &generator)
        case .choice:
            return choice(generator.choose(settings.skills), most: settings.objects, &generator)
                .map { Exchange($0.prompt, $0.letter) }
        case .refer: return reference(&generator)
        case .instruct: return instruction(&generator)
        }
    }

    private func closedQuestion(
        _ subtask: Subtask,
        _ settings: DataSettings,
        _ generator: inout SeededGenerator
    ) -> Exchange? {
        let answer = generator.below(2) == 1
        return question(subtask, answer: answer, most: settings.objects, &generator)
            .map { Exchange($0, answer ? "yes" : "no") }
    }
}

/// A question and its right answer, in words.
public struct Exchange: Equatable, Sendable {
    /// What is asked.
    public let question: String
    /// What is right.
    public let answer: String

    /// A pair.
    public init(_ question: String, _ answer: String) {
        self.question = question
        self.answer = answer
    }
}
