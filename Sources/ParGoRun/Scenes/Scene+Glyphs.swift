extension Scene {
    /// Whether any of the objects is a letter or digit.
    var hasGlyphs: Bool { objects.contains { $0.kind.shape.glyph != nil } }

    /// These kinds, each of which is with a chance of `part` a letter or digit of its colour; no glyph comes twice.
    static func withGlyphs(
        _ kinds: some Collection<Kind>,
        part: Double,
        _ generator: inout SeededGenerator
    ) -> [Kind] {
        zip(kinds, generator.shuffled(Glyph.all))
            .map { kind, glyph in
                Double(generator.uniform()) < part ? Kind(color: kind.color, shape: .glyph(glyph)) : kind
            }
    }

    /// The kinds among which a question chooses one that is there or is not: glyphs as often as there are some among
    /// `candidates`, or else the sort of thing alone would tell.
    func kindsToAskFor(among candidates: [Object], _ generator: inout SeededGenerator) -> [Kind] {
        // Without glyphs nothing is drawn, so that such questions are what they always were.
        hasGlyphs ? generator.choose(candidates).kind.alike : Kind.plain
    }

    /// As in `is the letter at the left a k ?`: the only letter there, or the only digit.
    func textQuestion(_ answer: Bool, _ generator: inout SeededGenerator) -> String? {
        guard let (side, right) = writing(&generator) else { return nil }
        let glyph = answer ? right : generator.choose(right.alike.filter { $0 != right })
        return "is the \(glyph.sort) at the \(side.rawValue) \(glyph.article) \(glyph.name) ?"
    }

    /// As in `what letter is at the left ?`, answered `k`.
    func openTextQuestion(_ generator: inout SeededGenerator) -> Exchange? {
        writing(&generator)
            .map { side, glyph in
                Exchange("what \(glyph.sort) is at the \(side.rawValue) ?", glyph.name)
            }
    }

    /// The same with four letters or four digits to choose from.
    func textChoice(_ generator: inout SeededGenerator) -> Choice? {
        guard let (side, glyph) = writing(&generator) else { return nil }
        // Wrong options may stand elsewhere in the picture: reading what is there is not enough.
        let wrong = generator.shuffled(glyph.alike.filter { $0 != glyph }).prefix(3).map(\.words)
        return Self.choice("what \(glyph.sort) is at the \(side.rawValue) ?", glyph.words, wrong, &generator)
    }

    /// A request to read everything, answered as `k , 7 .`.
    var reading: Exchange {
        Exchange(
            "read the letters and digits from left to right .",
            fromLeft.compactMap(\.kind.shape.glyph?.name).joined(separator: " , ") + " ."
        )
    }

    /// A glyph that is the only one of its sort at its side, and the side; nil where there is none.
    private func writing(_ generator: inout SeededGenerator) -> (Side, Glyph)? {
        let written = objects.compactMap { object in object.kind.shape.glyph.map { (object.cell.side, $0) } }
        let alone = written.filter { place in
            written.count { $0.0 == place.0 && $0.1.sort == place.1.sort } == 1
        }
        return alone.isEmpty ? nil : generator.choose(alone)
    }
}
