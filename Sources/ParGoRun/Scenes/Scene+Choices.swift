/// What a multiple-choice question about a scene asks for.
public enum Skill: String, CaseIterable, Sendable {
    case identity
    case color
    case size
    case position
    case count
    case relation
    /// What letter or digit is written; asked where `data.glyphs` says so.
    case text

    /// MMBench's name for the ability.
    var ability: String {
        switch self {
        case .color, .size: "attribute_recognition"
        case .identity, .position, .count: "object_localization"
        case .relation: "spatial_relationship"
        case .text: "ocr"
        }
    }

    /// MMBench's name for the group of abilities.
    var abilityGroup: String {
        self == .relation ? "finegrained_perception (cross-instance)" : "finegrained_perception (instance-level)"
    }

    /// The number of SEED-Bench's dimension, for skills that have four options to offer.
    var dimension: Int? {
        switch self {
        case .identity: 2
        case .color: 3
        case .position: 4
        case .count: 5
        case .text: 9
        case .size, .relation: nil
        }
    }
}

extension Scene {
    /// What `position` is answered with where the thing asked for is not in the picture.
    static let nowhere = "nowhere"

    /// A question of `skill` with two to four options in random order, or nil where this scene cannot pose one.
    ///
    /// Every option is drawn from what is right equally often over all scenes: reading the text alone gives one part in as
    /// many as there are options.
    public func choice(_ skill: Skill, most: Int, _ generator: inout SeededGenerator) -> Choice? {
        switch skill {
        case .identity: identityChoice(&generator)
        case .color: colorChoice(&generator)
        case .size: sizeChoice(&generator)
        case .position: positionChoice(&generator)
        case .count: countChoice(max(most, 4), &generator)
        case .relation: relationChoice(&generator)
        case .text: textChoice(&generator)
        }
    }

    private func identityChoice(_ generator: inout SeededGenerator) -> Choice? {
        let alone = objects.filter { object in objects.count { $0.cell.side == object.cell.side } == 1 }
        guard !alone.isEmpty else { return nil }
        let object = generator.choose(alone)
        // Wrong options may be elsewhere in the picture: naming what is there is not enough.
        let wrong = generator.shuffled(object.kind.alike.filter { $0 != object.kind }).prefix(3).map(\.words)
        return Self.choice("what is at the \(object.cell.side.rawValue) ?", object.kind.words, wrong, &generator)
    }

    private func colorChoice(_ generator: inout SeededGenerator) -> Choice? {
        guard let object = single(&generator) else { return nil }
        let wrong = Color.allCases.filter { $0 != object.kind.color }.map(\.rawValue)
        let question = "what color is the \(object.kind.shape.words) ?"
        return Self.choice(question, object.kind.color.rawValue, wrong, &generator)
    }

    private func sizeChoice(_ generator: inout SeededGenerator) -> Choice? {
        let object = generator.choose(objects)
        let wrong = Size.allCases.filter { $0 != object.size }.map(\.rawValue)
        return Self.choice("what size is the \(object.kind.words) ?", object.size.rawValue, wrong, &generator)
    }

    /// Asks for the side of a thing that one time in four is not there.
    private func positionChoice(_ generator: inout SeededGenerator) -> Choice? {
        // A side is drawn for absent things, too: else scenes without an object there would leave more of those.
        let side = generator.choose(Side.allCases)
        let there = objects.filter { $0.cell.side == side }
        guard !there.isEmpty else { return nil }
        let present = Set(objects.map(\.kind))
        let isThere = generator.below(4) > 0
        let kinds = isThere ? there.map(\.kind) : kindsToAskFor(among: there, &generator)
        let kind = generator.choose(isThere ? kinds : kinds.filter { !present.contains($0) })
        let answer = isThere ? side.rawValue : Self.nowhere
        let wrong = (Side.allCases.map(\.rawValue) + [Self.nowhere]).filter { $0 != answer }
        return Self.choice("where is the \(kind.words) ?", answer, wrong, &generator)
    }

    private func countChoice(_ highest: Int, _ generator: inout SeededGenerator) -> Choice? {
        let wrong = generator.shuffled((1...highest).filter { $0 != objects.count }).prefix(3).map { Self.numbers[$0] }
        return Self.choice("how many objects are there ?", Self.numbers[objects.count], wrong, &generator)
    }

    private func relationChoice(_ generator: inout SeededGenerator) -> Choice? {
        guard let (first, second) = pair(&generator) else { return nil }
        let isLeft = first.cell.column < second.cell.column
        return Self.choice(
            "which side of the \(second.kind.words) is the \(first.kind.words) on ?",
            isLeft ? "left" : "right",
            [isLeft ? "right" : "left"],
            &generator
        )
    }

    /// Two objects in different columns, in random order.
    func pair(_ generator: inout SeededGenerator) -> (Object, Object)? {
        let pairs = objects.flatMap { first in
            objects.filter { $0.cell.column != first.cell.column }.map { (first, $0) }
        }
        return pairs.isEmpty ? nil : generator.choose(pairs)
    }

    static func choice(
        _ text: String,
        _ right: String,
        _ wrong: [String],
        _ generator: inout SeededGenerator
    ) -> Choice {
        let options = generator.shuffled([right] + wrong)
        return Choice(text: text, options: options, answer: options.firstIndex(of: right) ?? 0)
    }
}
