extension Scene.Object {
    /// The object's bounds: left, top, right and bottom as parts of the picture's side.
    public var box: [Float] {
        let centre = (SIMD2(Float(cell.column), Float(cell.row)) + 0.5 + offset) / 3
        let radius = (size == .large ? Float(0.4) : 0.26) / 3
        let extent = kind.shape.extent
        return [
            centre.x - radius * extent.across, centre.y - radius * extent.up, centre.x + radius * extent.across,
            centre.y + radius * extent.down,
        ]
    }

    /// The bounds in words, to the nearest twentieth: `[ 0.35 , 0.05 , 0.65 , 0.30 ]`.
    public var boxWords: String {
        "[ " + box.map { Scene.coordinates[Int(($0.clamped(to: 0...1) * 20).rounded())] }.joined(separator: " , ")
            + " ]"
    }

    /// What tells the object from all others: `large red circle`.
    public var phrase: String { "\(size.rawValue) \(kind.words)" }
}

extension Scene {
    /// The coordinates that boxes are told in: `0.00`, `0.05`, up to `1.00`.
    static let coordinates = (0...20)
        .map { twentieth -> String in
            let hundredths = twentieth * 5 % 100
            return "\(twentieth / 20).\(hundredths < 10 ? "0" : "")\(hundredths)"
        }

    /// A box for a phrase or a phrase for a box, in the words that Honeybee's public templates have for RefCOCO.
    func reference(_ generator: inout SeededGenerator) -> Exchange {
        let object = generator.choose(objects)
        guard generator.below(2) == 0 else {
            return Exchange("provide a short description for this region . \(object.boxWords)", object.phrase)
        }
        return Exchange(
            "provide the bounding box coordinate of the region this sentence describes . \(object.phrase)",
            object.boxWords
        )
    }
}

extension Scene.Shape {
    /// How far the shape of radius 1 reaches to the sides, up and down.
    var extent: (across: Float, up: Float, down: Float) {
        switch self {
        case .circle, .cross: (1, 1, 1)
        case .square: (0.85, 0.85, 0.85)
        case .triangle: (1, 1, 0.9)
        case .glyph: (Scene.Glyph.aspect, 1, 1)
        }
    }
}

extension Float {
    /// The nearest number of a range.
    func clamped(to range: ClosedRange<Float>) -> Float {
        Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
    }
}
