import Expressions

/// The values of one row while it is being made, and which of them are still to be computed.
struct Row {
    var values: [Value]
    /// For each slot the formula that gives its value, or -1.
    var formulas: [Int]

    init(_ layout: Layout) {
        values = layout.slots.map(\.base)
        formulas = layout.slots.map(\.baseFormula)
    }

    mutating func set(_ slot: Int, to cell: CompiledCell) {
        switch cell {
        case .value(let value):
            values[slot] = value
            formulas[slot] = -1
        case .formula(let formula): formulas[slot] = formula
        case .unset: break
        }
    }

    mutating func reset(_ slots: [Int], _ layout: Layout) {
        for slot in slots {
            values[slot] = layout.slots[slot].base
            formulas[slot] = layout.slots[slot].baseFormula
        }
    }
}

/// A cell with its expression compiled.
enum CompiledCell: Sendable {
    case value(Value)
    case formula(Int)
    /// The row leaves the key as it is without it.
    case unset
}

/// An expression that gives a key its value.
struct Formula: Sendable {
    let template: Template
    let source: SourceText
    let rule: ValueRule?
    /// The slots that it reads.
    let dependencies: [Int]
}
