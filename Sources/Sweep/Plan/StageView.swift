import Expressions

/// Which slots a stage sees.
///
/// What it does not see is as if no axis had set it, and does not count in its key.
struct StageView: Sendable {
    /// For each slot whether the stage sees it.
    let isVisible: [Bool]
    /// Whether fixed values that it does not see go back to the trainer's defaults.
    let isExact: Bool

    /// A row as the stage sees it.
    func masked(_ values: [Value], _ layout: Layout) -> [Value] {
        var result = values
        for slot in result.indices where !isVisible[slot] {
            let description = layout.slots[slot]
            result[slot] =
                isExact ? description.defaultValue ?? .null : description.isParameter ? description.base : .null
        }
        return result
    }
}

/// Works out what each stage sees.
///
/// A stage sees the fixed values, and of the varying keys those that it or a stage it needs `uses`. What no stage claims,
/// seeds among it, matters from the first stage on that varies at all: results are never shared between rows that may
/// differ, and a stage that is the same for all rows runs once.
struct StageViews {
    private let spec: SweepSpec
    private let layout: Layout
    private(set) var views: [StageView] = []
    /// Keys that vary and that no stage's `uses` or `only` names, the seed left out.
    private(set) var unclaimed: [String] = []

    init(_ spec: SweepSpec) {
        self.spec = spec
        layout = spec.space.layout
        let varying = varyingSlots()
        let explicit = spec.stages.map { named($0).intersection(varying) }
        let isExplicit = spec.stages.contains { $0.view != .inherited }
        let free = varying.subtracting(explicit.reduce([]) { $0.union($1) })
        var claims: [Set<Int>] = []
        for (index, stage) in spec.stages.enumerated() {
            var claim = explicit[index]
            if case .only = stage.view {
            } else {
                for need in stage.needs {
                    if let upstream = spec.stages.firstIndex(where: { $0.name == need }) {
                        claim.formUnion(claims[upstream])
                    }
                }
                if stage.view == .inherited, stage.needs.isEmpty { claim = varying }
            }
            claims.append(claim)
        }
        let isNothingClaimed = claims.allSatisfy(\.isEmpty)
        for index in spec.stages.indices {
            if case .only = spec.stages[index].view { continue }
            if isNothingClaimed || !claims[index].isEmpty { claims[index].formUnion(free) }
        }
        views = zip(spec.stages, claims).map { view($0, $1, varying) }
        if isExplicit {
            unclaimed = free.filter { $0 != layout.seedSlot && layout.slots[$0].isVarying }
                .map { layout.slots[$0].name }.sorted()
        }
    }

    /// The slots that axes set, and those computed from them.
    private func varyingSlots() -> Set<Int> {
        var varying = Set(layout.varying)
        for slot in spec.space.order {
            let formula = layout.slots[slot].baseFormula
            guard formula >= 0, layout.slots[slot].isParameter else { continue }
            if !Set(spec.space.formulas[formula].dependencies).isDisjoint(with: varying.union(axisSlots)) {
                varying.insert(slot)
            }
        }
        return varying
    }

    private var axisSlots: Set<Int> {
        Set(layout.slots.indices.filter { !layout.slots[$0].isParameter })
    }

    /// The keys that a stage's `uses` or `only` names, by themselves, by their group, or by their axis.
    private func named(_ stage: Stage) -> Set<Int> {
        let names: [String]
        switch stage.view {
        case .uses(let uses): names = uses
        case .only(let only): names = only
        case .inherited: return []
        }
        var slots: Set<Int> = []
        for name in names {
            let paths = spec.axes.first { $0.name == name }?.paths ?? []
            for (slot, description) in layout.slots.enumerated() where description.isParameter {
                let isNamed = description.name == name || description.name.hasPrefix(name + ".")
                if isNamed || paths.contains(description.name) { slots.insert(slot) }
            }
        }
        return slots
    }

    private func view(_ stage: Stage, _ claims: Set<Int>, _ varying: Set<Int>) -> StageView {
        if case .only = stage.view {
            let names = named(stage)
            return StageView(isVisible: layout.slots.indices.map { names.contains($0) }, isExact: true)
        }
        var visible = layout.slots.indices.map {
            layout.slots[$0].isParameter && !varying.contains($0) || claims.contains($0)
        }
        for slot in layout.slots.indices where !layout.slots[slot].isParameter {
            let paths = spec.axes.first { $0.name == layout.slots[slot].name }?.paths ?? []
            visible[slot] =
                !paths.isEmpty && paths.allSatisfy { path in layout.slot(named: path).map { visible[$0] } ?? false }
        }
        for slot in spec.space.order where varying.contains(slot) && !visible[slot] && !layout.slots[slot].isVarying {
            let formula = spec.space.formulas[layout.slots[slot].baseFormula]
            visible[slot] = formula.dependencies.allSatisfy { visible[$0] }
        }
        return StageView(isVisible: visible, isExact: false)
    }
}
