import Expressions

/// An axis with keys turned into slots: position `i` of `count` writes its values into a row.
struct CompiledAxis: Sendable {
    enum Domain: Sendable {
        /// `count` rows of one cell a slot.
        case table(slots: [Int], cells: [CompiledCell])
        /// Draws without end, for searches that decide themselves how many.
        case draw(slot: Int, Distribution, seed: Int)
        case union([Branch])
    }

    /// An alternative of a `one_of`.
    struct Branch: Sendable {
        let label: Value
        let settings: [(slot: Int, cell: CompiledCell)]
        let axes: [CompiledAxis]
        let count: Int
    }

    /// The axis's path, which its random numbers are drawn by.
    let path: String
    let count: Int
    let domain: Domain
    /// Where the position itself is written: an index, or an alternative's label.
    let indexSlot: Int?
    /// Slots that a position may leave alone, so that they must be put back first.
    let resets: [Int]

    /// Writes position `index`, of `count`, into the row.
    func apply(_ index: Int, to row: inout Row, _ layout: Layout) {
        if !resets.isEmpty { row.reset(resets, layout) }
        switch domain {
        case .table(let slots, let cells):
            let start = index * slots.count
            for offset in slots.indices { row.set(slots[offset], to: cells[start + offset]) }
            if let indexSlot { row.values[indexSlot] = .int(index) }
        case .draw: break
        case .union(let branches):
            var rest = index
            for branch in branches {
                if rest < branch.count { return apply(branch, rest, to: &row, layout) }
                rest -= branch.count
            }
        }
    }

    private func apply(_ branch: Branch, _ index: Int, to row: inout Row, _ layout: Layout) {
        enter(branch, &row)
        var rest = index
        for axis in branch.axes.reversed() {
            axis.apply(rest % axis.count, to: &row, layout)
            rest /= axis.count
        }
    }

    func enter(_ branch: Branch, _ row: inout Row) {
        if let indexSlot { row.values[indexSlot] = branch.label }
        for setting in branch.settings { row.set(setting.slot, to: setting.cell) }
    }

    /// Writes a random position into the row: draw number `sample` of this axis's own stream.
    func draw(_ sample: Int, seed: Int, into row: inout Row, _ layout: Layout) {
        let stream = SampleStream(seed: seed, axis: path, sample: sample)
        switch domain {
        case .table: apply(pick(stream, of: count), to: &row, layout)
        case .draw(let slot, let distribution, let own):
            let stream = SampleStream(seed: own, axis: path, sample: sample)
            let value = distribution.draw(stream)
            row.set(slot, to: .value(layout.slots[slot].rule?.adapted(value) ?? value))
        case .union(let branches):
            row.reset(resets, layout)
            let branch = branches[pick(stream, of: branches.count)]
            enter(branch, &row)
            for axis in branch.axes { axis.draw(sample, seed: seed, into: &row, layout) }
        }
    }

    private func pick(_ stream: SampleStream, of count: Int) -> Int {
        Int(stream.first.multipliedFullWidth(by: UInt64(count)).high)
    }
}
