import Expressions

/// Turns settings and axes into slots, tables and formulas.
struct SpaceCompiler {
    /// Larger products of alternatives are not told apart: all are far above what can be enumerated.
    private static let countLimit = 1 << 40
    /// A table of runs is kept in memory with a place for each key in each row.
    private static let cellLimit = 20_000_000

    let log: DiagnosticLog
    let search: Search
    private(set) var slots: SlotTable
    private var formulas: [Formula] = []
    /// For each slot that may hold formulas: the slots that these read.
    private var reads: [Int: Set<Int>] = [:]
    /// Where each slot's formula stands, for the message about a circle.
    private var places: [Int: SourceText] = [:]

    init(schema: TrainerSchema?, search: Search, log: DiagnosticLog) {
        self.log = log
        self.search = search
        slots = SlotTable(schema: schema)
    }

    /// The compiled space.
    ///
    /// `fixed` and `axes` must have passed `ConflictCheck`.
    mutating func compile(fixed: [Setting], axes: [Axis], seeds: [Int]) -> Space {
        slots.choosePreset(fixed: fixed, axes: axes)
        for setting in fixed { _ = slots.parameter(setting.path, isAlwaysSet: true) }
        for axis in axes { declare(axis, isNested: false) }
        if !seeds.isEmpty { _ = slots.parameter("seed", isVarying: true, isAlwaysSet: true) }
        for setting in fixed {
            let slot = slots.parameter(setting.path)
            let cell = compile(setting.cell, slot)
            slots.setBase(cell, of: slot)
        }
        let compiled = axes.map { compile($0, prefix: "") }
        let seedAxis = seeds.isEmpty ? nil : self.seedAxis(seeds)
        let order = formulaOrder()
        return Space(layout: slots.layout(), axes: compiled, seeds: seedAxis, formulas: formulas, order: order)
    }

    private mutating func declare(_ axis: Axis, isNested: Bool) {
        switch axis.domain {
        case .values, .distribution: _ = slots.parameter(axis.name, isVarying: true, isAlwaysSet: !isNested)
        case .zip(let paths, _):
            _ = slots.axis(axis.name, labels: nil)
            for path in paths { _ = slots.parameter(path, isVarying: true, isAlwaysSet: !isNested) }
        case .runs(let rows):
            for setting in rows.joined() { _ = slots.parameter(setting.path, isVarying: true) }
        case .oneOf(let alternatives):
            _ = slots.axis(axis.name, labels: alternatives.map(\.label))
            for alternative in alternatives {
                for setting in alternative.settings { _ = slots.parameter(setting.path, isVarying: true) }
                for inner in alternative.axes { declare(inner, isNested: true) }
            }
        }
    }

    private mutating func compile(_ axis: Axis, prefix: String) -> CompiledAxis {
        let path = prefix + axis.name
        switch axis.domain {
        case .values(let cells):
            let slot = slots.parameter(axis.name)
            return table(path, [slot], cells.map { compile($0, slot) }, count: cells.count)
        case .distribution(let distribution, let samples, let seed):
            return draws(axis, path, distribution, samples: samples, seed: seed ?? search.seed)
        case .zip(let paths, let rows):
            let columns = paths.map { slots.parameter($0) }
            let cells = rows.flatMap { row in zip(row, columns).map { compile($0, $1) } }
            return table(path, columns, cells, count: rows.count, indexSlot: slots.reference(axis.name))
        case .runs(let rows): return runs(path, rows, at: axis.location)
        case .oneOf(let alternatives):
            let branches = alternatives.map { branch($0, path) }
            return CompiledAxis(
                path: path,
                count: branches.reduce(0) { min($0 + $1.count, Self.countLimit) },
                domain: .union(branches),
                indexSlot: slots.reference(axis.name),
                resets: Array(Set(axis.paths.map { slots.parameter($0) })).sorted()
            )
        }
    }

    private func table(
        _ path: String,
        _ columns: [Int],
        _ cells: [CompiledCell],
        count: Int,
        indexSlot: Int? = nil,
        resets: [Int] = []
    ) -> CompiledAxis {
        CompiledAxis(
            path: path,
            count: count,
            domain: .table(slots: columns, cells: cells),
            indexSlot: indexSlot,
            resets: resets
        )
    }

    private mutating func branch(_ alternative: Axis.Alternative, _ path: String) -> CompiledAxis.Branch {
        let settings = alternative.settings.map { setting in
            let slot = slots.parameter(setting.path)
            return (slot: slot, cell: compile(setting.cell, slot))
        }
        let axes = alternative.axes.map { compile($0, prefix: "\(path).\(alternative.label)/") }
        let count = axes.reduce(1) { count, axis in
            let (product, overflow) = count.multipliedReportingOverflow(by: axis.count)
            return overflow ? Self.countLimit : min(product, Self.countLimit)
        }
        return CompiledAxis.Branch(label: .string(alternative.label), settings: settings, axes: axes, count: count)
    }

    private mutating func runs(_ path: String, _ rows: [[Setting]], at location: SourceLocation) -> CompiledAxis {
        var columns: [Int] = []
        var places: [Int: Int] = [:]
        for setting in rows.joined() {
            let slot = slots.parameter(setting.path)
            if places.updateValue(places[slot] ?? columns.count, forKey: slot) == nil { columns.append(slot) }
        }
        guard rows.count * columns.count <= Self.cellLimit else {
            log.error("the table of runs has \(rows.count) rows and \(columns.count) keys: too many", at: location)
            return table(path, [], [], count: 0)
        }
        var cells: [CompiledCell] = []
        for row in rows {
            var line = [CompiledCell](repeating: .unset, count: columns.count)
            for setting in row {
                let slot = slots.parameter(setting.path)
                if let column = places[slot] { line[column] = compile(setting.cell, slot) }
            }
            cells += line
        }
        return table(path, columns, cells, count: rows.count, resets: columns)
    }

    private mutating func draws(
        _ axis: Axis,
        _ path: String,
        _ distribution: Distribution,
        samples: Int?,
        seed: Int
    ) -> CompiledAxis {
        let slot = slots.parameter(axis.name)
        if search.method == .grid, samples == nil {
            let advice = "Add 'samples', or search with method: random."
            log.error(
                "a grid needs to know how many values to draw for '\(axis.name)'",
                at: axis.location,
                advice: advice
            )
        }
        if search.method != .grid, samples != nil {
            log.error(
                "'samples' of '\(axis.name)': with a \(search.method.rawValue) search, 'trials' says how many",
                at: axis.location
            )
        }
        let count = samples ?? search.trials ?? 1
        var values = (0..<count).map { distribution.draw(SampleStream(seed: seed, axis: path, sample: $0)) }
        if search.method == .sobol || search.method == .tpe { values = ends(of: distribution) }
        let rule = slots.rule(of: slot) ?? ValueRule()
        if let (number, problem) = firstProblem(values, rule) {
            log.error("draw \(number + 1) of '\(axis.name)': \(problem.message)", at: axis.location)
        }
        guard search.method == .grid else {
            let domain = CompiledAxis.Domain.draw(slot: slot, distribution, seed: seed)
            return CompiledAxis(path: path, count: 1, domain: domain, indexSlot: nil, resets: [])
        }
        return table(path, [slot], values.map { .value(rule.adapted($0)) }, count: count)
    }

    /// The values between which a search that does not draw chooses.
    private func ends(of distribution: Distribution) -> [Value] {
        let domain = distribution.domain
        guard domain.fault == nil else { return [] }
        return [0, 1 - 0x1p-53].compactMap { distribution.value(of: domain.value(at: $0)) }
    }

    private func firstProblem(_ values: [Value], _ rule: ValueRule) -> (Int, ValueProblem)? {
        for (number, value) in values.enumerated() {
            if let problem = rule.problem(with: rule.adapted(value)) { return (number, problem) }
        }
        return nil
    }

    private mutating func seedAxis(_ seeds: [Int]) -> CompiledAxis {
        let slot = slots.parameter("seed")
        return table("seed", [slot], seeds.map { .value(.int($0)) }, count: seeds.count)
    }

    private mutating func compile(_ cell: Cell, _ slot: Int) -> CompiledCell {
        guard case .computed(let source) = cell.source else { return .value(cell.literal ?? .null) }
        let rule = slots.rule(of: slot)
        do throws(ExpressionError) {
            let template = try Template(source.text, known: slots.names, resolve: slots.symbol)
            if let rule, template.types.isDisjoint(with: rule.types.union(.null)) {
                let isFraction = rule.types.contains(.int) && template.types.contains(.double)
                let advice = isFraction ? "'/' gives a decimal number; '//' and round() give whole ones." : nil
                log.error(
                    "'\(source.text)' is \(template.types); \(rule.types) is needed",
                    at: source.location,
                    advice: advice
                )
                return .unset
            }
            let dependencies = template.names.map(\.slot)
            formulas.append(Formula(template: template, source: source, rule: rule, dependencies: dependencies))
            reads[slot, default: []].formUnion(dependencies)
            places[slot] = source
            return .formula(formulas.count - 1)
        } catch {
            log.error(error, in: source)
            return .unset
        }
    }

    /// The slots with formulas, each after those that it reads; says so when they run in a circle.
    private func formulaOrder() -> [Int] {
        var waiting = reads.mapValues { $0.count { reads[$0] != nil } }
        var readers: [Int: [Int]] = [:]
        for (slot, sources) in reads {
            for source in sources { readers[source, default: []].append(slot) }
        }
        var ready = waiting.filter { $0.value == 0 }.keys.sorted()
        var order: [Int] = []
        while let slot = ready.popLast() {
            order.append(slot)
            for reader in readers[slot] ?? [] {
                waiting[reader, default: 0] -= 1
                if waiting[reader] == 0 { ready.append(reader) }
            }
        }
        let rest = waiting.filter { $0.value > 0 }.keys.sorted()
        if let slot = rest.first, let place = places[slot] {
            let names = rest.prefix(5).compactMap { places[$0]?.text }.joined(separator: " and ")
            log.error("these values are computed from one another, so none can be first: \(names)", at: place.location)
        }
        return order
    }
}
