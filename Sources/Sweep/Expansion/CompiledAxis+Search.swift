import Expressions

/// An axis as parameters of a search, and its positions as their values.
extension CompiledAxis {
    /// The axis's parameter and, for alternatives, those of the axes inside, each after the one that it depends on.
    func parameters(when condition: SearchCondition? = nil) -> [SearchParameter] {
        switch domain {
        case .table:
            [SearchParameter(path, isOrdered ? .ordinal(count: count) : .categorical(count: count), when: condition)]
        case .draw(_, let distribution, _): [SearchParameter(path, distribution.domain, when: condition)]
        case .union(let branches):
            [SearchParameter(path, .categorical(count: branches.count), when: condition)]
                + branches.enumerated()
                .flatMap { index, branch in
                    branch.axes.flatMap { $0.parameters(when: SearchCondition(parent: path, choice: index)) }
                }
        }
    }

    /// Writes a point's values into the row.
    func apply(_ point: SearchPoint, to row: inout Row, _ layout: Layout) {
        switch (domain, point[path]) {
        case (.table, .choice(let index)): apply(index, to: &row, layout)
        case (.draw(let slot, let distribution, _), .some(let chosen)):
            guard let value = distribution.value(of: chosen) else { return }
            row.set(slot, to: .value(layout.slots[slot].rule?.adapted(value) ?? value))
        case (.union(let branches), .choice(let index)):
            row.reset(resets, layout)
            enter(branches[index], &row)
            for axis in branches[index].axes { axis.apply(point, to: &row, layout) }
        default: break
        }
    }

    /// Finds the values that give a row, and adds them to the point; false when none do.
    func read(_ row: KnownRow, into point: inout SearchPoint) -> Bool {
        switch domain {
        case .table(let slots, let cells):
            let found = (0..<count)
                .first { index in
                    slots.indices.allSatisfy { row.agrees(slots[$0], with: cells[index * slots.count + $0]) }
                }
            point.values[path] = found.map { .choice($0) }
            return found != nil
        case .draw(let slot, let distribution, _):
            let chosen = distribution.choice(of: row.values[slot])
            point.values[path] = chosen
            return chosen != nil
        case .union(let branches):
            for (index, branch) in branches.enumerated() {
                var candidate = point
                candidate.values[path] = .choice(index)
                guard read(branch, row, into: &candidate) else { continue }
                point = candidate
                return true
            }
            return false
        }
    }

    private func read(_ branch: Branch, _ row: KnownRow, into point: inout SearchPoint) -> Bool {
        let own = Set(branch.settings.map(\.slot) + branch.axes.flatMap(\.slots))
        return branch.settings.allSatisfy { row.agrees($0.slot, with: $0.cell) }
            && resets.allSatisfy { own.contains($0) || row.agrees($0, with: .unset) }
            && branch.axes.allSatisfy { $0.read(row, into: &point) }
    }

    /// The places of the keys that it may set.
    private var slots: [Int] {
        switch domain {
        case .table(let slots, _): slots
        case .draw(let slot, _, _): [slot]
        case .union: resets
        }
    }

    /// Whether it is one key's numbers in ascending or descending order, so that neighbours are alike.
    private var isOrdered: Bool {
        guard case .table(let slots, let cells) = domain, slots.count == 1, indexSlot == nil, cells.count > 2 else {
            return false
        }
        let numbers = cells.compactMap { cell in
            if case .value(let value) = cell { value.number } else { nil }
        }
        guard numbers.count == cells.count else { return false }
        let pairs = zip(numbers, numbers.dropFirst())
        return pairs.allSatisfy { $0 < $1 } || pairs.allSatisfy { $0 > $1 }
    }
}

/// The values of a row that was made before, to find out from which point.
struct KnownRow {
    let values: [Value]
    private let space: Space

    /// The row of a space in which these keys have these values.
    init(_ assignments: [Assignment], in space: Space) {
        self.space = space
        var row = Row(space.layout)
        for assignment in assignments {
            guard let slot = space.layout.slot(named: assignment.path) else { continue }
            row.set(slot, to: .value(assignment.value))
        }
        // A formula without a value leaves its key as it is: the trial's key tells in the end whether this was the row.
        _ = space.compute(&row)
        values = row.values
    }

    /// Whether a place holds what a cell puts there.
    func agrees(_ slot: Int, with cell: CompiledCell) -> Bool {
        switch cell {
        case .value(let value): return values[slot].equals(value)
        case .formula(let index): return agrees(slot, with: space.formulas[index])
        case .unset:
            let formula = space.layout.slots[slot].baseFormula
            return formula < 0
                ? values[slot].equals(space.layout.slots[slot].base) : agrees(slot, with: space.formulas[formula])
        }
    }

    private func agrees(_ slot: Int, with formula: Formula) -> Bool {
        // The position along a named axis is not known yet.
        guard formula.dependencies.allSatisfy({ space.layout.slots[$0].isParameter }) else { return true }
        guard let value = try? formula.template.evaluate(values) else { return false }
        return values[slot].equals(formula.rule?.adapted(value) ?? value)
    }
}
