/// A picture of a few coloured shapes on a grey ground: what is in it, before it is drawn.
public struct Scene: Equatable, Sendable {
    /// The outline of an object.
    public enum Shape: Hashable, Sendable {
        case circle
        case square
        case triangle
        case cross
        /// A letter or digit; there are some where `data.glyphs` says so.
        case glyph(Glyph)

        /// Those that are no glyphs.
        public static let plain: [Shape] = [.circle, .square, .triangle, .cross]

        /// The shape in words: `circle`, `letter k`, `digit 7`.
        public var words: String {
            switch self {
            case .circle: "circle"
            case .square: "square"
            case .triangle: "triangle"
            case .cross: "cross"
            case .glyph(let glyph): glyph.words
            }
        }

        /// The letter or digit that it is, if any.
        public var glyph: Glyph? {
            if case .glyph(let glyph) = self { glyph } else { nil }
        }
    }

    /// The colour of an object.
    public enum Color: String, CaseIterable, Sendable {
        case red
        case green
        case blue
        case yellow
    }

    /// How much of its cell an object fills.
    public enum Size: String, CaseIterable, Sendable {
        case small
        case large
    }

    /// A third of the picture, from the left.
    public enum Side: String, CaseIterable, Sendable {
        case left
        case center
        case right
    }

    /// One of the nine cells, in raster order.
    public struct Cell: Hashable, Sendable {
        /// 0 to 8.
        public let index: Int

        /// Each of the nine.
        public static let all = (0..<9).map { Cell(index: $0) }

        /// The column, 0 to 2 from the left.
        public var column: Int { index % 3 }
        /// The row, 0 to 2 from above.
        public var row: Int { index / 3 }
        /// The column in words: what captions and questions say of a place.
        public var side: Side { Side.allCases[column] }
    }

    /// Colour and shape together: what questions ask for.
    public struct Kind: Hashable, Sendable {
        /// The colour.
        public let color: Color
        /// The outline.
        public let shape: Shape

        /// Each colour with each shape that is no glyph.
        public static let plain = of(Shape.plain)

        /// Each colour with each glyph.
        public static let glyphs = of(Glyph.all.map(Shape.glyph))

        private static func of(_ shapes: [Shape]) -> [Kind] {
            Color.allCases.flatMap { color in shapes.map { Kind(color: color, shape: $0) } }
        }

        /// Glyphs where this is one, else the plain shapes: among what a question draws the wrong values, so that none is known
        /// by its sort.
        var alike: [Kind] { shape.glyph == nil ? Self.plain : Self.glyphs }

        /// Two words, as `red circle`, or three, as `red letter k`.
        public var words: String { "\(color.rawValue) \(shape.words)" }
    }

    /// A shape somewhere in the picture.
    public struct Object: Equatable, Sendable {
        /// Colour and shape.
        ///
        /// No two objects of a scene share it.
        public let kind: Kind
        /// How large.
        public let size: Size
        /// Where.
        ///
        /// No two objects of a scene share it.
        public let cell: Cell
        /// How far its centre is from the cell's, in parts of the cell's side: across, then down.
        public let offset: SIMD2<Float>
    }

    /// The objects in raster order of their cells.
    public let objects: [Object]

    /// A scene of one to `most` objects, each number equally likely, of which a part of `glyphs` are letters and digits.
    public static func random(most: Int, glyphs: Double = 0, _ generator: inout SeededGenerator) -> Scene {
        let count = 1 + generator.below(most)
        let plain = generator.shuffled(Kind.plain).prefix(count)
        // Without glyphs nothing is drawn for them, so that such scenes are what they always were.
        let kinds = glyphs > 0 ? withGlyphs(plain, part: glyphs, &generator) : Array(plain)
        let cells = generator.shuffled(Cell.all).prefix(count).sorted { $0.index < $1.index }
        let objects = zip(kinds, cells)
            .map { kind, cell in
                Object(
                    kind: kind,
                    size: generator.choose(Size.allCases),
                    cell: cell,
                    offset: SIMD2(generator.uniform() - 0.5, generator.uniform() - 0.5) * 0.2
                )
            }
        return Scene(objects: objects)
    }
}
