/// Walks through the rows of a space: all of them, random ones, or those of a sequence.
///
/// Only the axes that moved write into the row, so a step usually touches a slot or two.
struct RowSource {
    let space: Space
    let search: Search
    private(set) var row: Row
    /// The number of the current point: the row apart from its seed, from 0.
    private(set) var point = -1
    private var positions: [Int]
    private var seedPosition = 0
    private let seedCount: Int
    /// Where points come from that are chosen for the space as a whole; nil for a grid and for independent draws.
    private var points: PointSequence?

    init(_ space: Space, _ search: Search) {
        self.space = space
        self.search = search
        row = Row(space.layout)
        positions = space.axes.map { _ in 0 }
        seedCount = space.seeds?.count ?? 1
        points = PointSequence(space, search)
    }

    /// Whether the next step leaves the current point.
    var isAtLastSeed: Bool { seedPosition + 1 >= seedCount }

    /// Moves to the next row; false when a grid has no more.
    ///
    /// Random rows never end; the first rows of a `tpe` search do when the space has no others.
    mutating func advance() -> Bool {
        if point >= 0, seedPosition + 1 < seedCount {
            seedPosition += 1
            space.seeds?.apply(seedPosition, to: &row, space.layout)
            return true
        }
        guard search.method == .grid ? stepGrid() : drawPoint() else { return false }
        point += 1
        seedPosition = 0
        space.seeds?.apply(0, to: &row, space.layout)
        return true
    }

    private mutating func stepGrid() -> Bool {
        if point < 0 {
            for (axis, compiled) in space.axes.enumerated() {
                if compiled.count == 0 { return false }
                compiled.apply(positions[axis], to: &row, space.layout)
            }
            return seedCount > 0
        }
        for axis in space.axes.indices.reversed() {
            positions[axis] += 1
            if positions[axis] == space.axes[axis].count { positions[axis] = 0 }
            space.axes[axis].apply(positions[axis], to: &row, space.layout)
            if positions[axis] > 0 { return true }
        }
        return false
    }

    private mutating func drawPoint() -> Bool {
        guard search.method != .random else {
            for axis in space.axes { axis.draw(point + 1, seed: search.seed, into: &row, space.layout) }
            return true
        }
        guard let next = points?.next() else { return false }
        for axis in space.axes { axis.apply(next, to: &row, space.layout) }
        return true
    }

    /// Computes the formulas of the current row.
    mutating func compute() -> (formula: Int, problem: String)? {
        space.compute(&row)
    }
}
