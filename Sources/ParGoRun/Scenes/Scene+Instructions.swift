extension Scene {
    /// A request that is answered in sentences: a description, a list, a comparison or a relation.
    func instruction(_ generator: inout SeededGenerator) -> Exchange {
        if hasGlyphs, generator.below(5) == 0 { return reading }
        let pair = pair(&generator)
        switch generator.below(pair == nil ? 2 : 4) {
        case 0: return Exchange("describe the image in detail .", detailedCaption)
        case 1: return Exchange("list the objects from left to right .", list)
        case 2:
            guard let (first, second) = pair else { return Exchange("list the objects from left to right .", list) }
            return Exchange(
                "what size are the \(first.kind.words) and the \(second.kind.words) ?",
                "the \(first.kind.words) is \(first.size.rawValue) and the \(second.kind.words) is \(second.size.rawValue) ."
            )
        default:
            guard let (first, second) = pair else { return Exchange("list the objects from left to right .", list) }
            let side = first.cell.column < second.cell.column ? "left" : "right"
            return Exchange(
                "where is the \(first.kind.words) , seen from the \(second.kind.words) ?",
                "the \(first.kind.words) is to the \(side) of the \(second.kind.words) ."
            )
        }
    }

    private var list: String { fromLeft.map(\.kind.words).joined(separator: " , ") + " ." }

    /// The objects column by column.
    var fromLeft: [Object] {
        objects.enumerated()
            .sorted { ($0.element.cell.column, $0.offset) < ($1.element.cell.column, $1.offset) }
            .map(\.element)
    }
}
