/// A picture of a few coloured shapes on a grey ground: what is in it, before it is drawn.
public struct Scene: Equatable, Sendable {
    /// The outline of an object.
    public enum Shape: String, CaseIterable, Sendable {
        case circle
        case square
        case triangle
        case cross
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

        /// Each colour with each shape.
        public static let all = Color.allCases.flatMap { color in
            Shape.allCases.map { Kind(color: color, shape: $0) }
        }

        /// Two words, as `red circle`.
        public var words: String { "\(color.rawValue) \(shape.rawValue)" }
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

    /// A scene of one to `most` objects, each number equally likely.
    public static func random(most: Int, _ generator: inout SeededGenerator) -> Scene {
        let count = 1 + generator.below(most)
        let kinds = generator.shuffled(Kind.all).prefix(count)
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
