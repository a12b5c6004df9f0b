import Expressions

/// Asks of each trial what the trainer would: whether its keys fit one another, defaults included.
struct ConstraintCheck {
    private let schema: TrainerSchema
    private let defaults: [Value]

    init(_ schema: TrainerSchema) {
        self.schema = schema
        defaults = schema.parameters.map { $0.defaultValue ?? .null }
    }

    /// The first constraint that a configuration breaks; nil when it breaks none.
    ///
    /// A constraint that cannot be computed for these values counts as kept: it must never stop what would run.
    func broken(by configuration: Configuration) -> TrainerSchema.Constraint? {
        let row = row(configuration.entries)
        return schema.constraints.first { !keeps($0, row) }
    }

    /// The key that is to blame: the first that the sweep sets and whose default would keep the constraint.
    func culprit(of constraint: TrainerSchema.Constraint, in configuration: Configuration) -> String? {
        let names = constraint.require.names.map(\.name)
        let set = names.filter { configuration[$0] != nil }
        return set.first { name in
            keeps(constraint, row(configuration.entries.filter { $0.path != name }))
        } ?? set.first
    }

    /// The values that a constraint sees, each once, in its order.
    func values(of constraint: TrainerSchema.Constraint, in configuration: Configuration) -> [Assignment] {
        let row = row(configuration.entries)
        var seen: Set<String> = []
        return constraint.require.names.filter { seen.insert($0.name).inserted }
            .map { Assignment(path: $0.name, value: row[$0.slot]) }
    }

    private func keeps(_ constraint: TrainerSchema.Constraint, _ row: [Value]) -> Bool {
        (try? constraint.require.isTrue(row)) ?? true
    }

    /// A value for each of the trainer's keys: the preset's defaults, then what the sweep sets.
    private func row(_ entries: [Assignment]) -> [Value] {
        var row = defaults
        if let presets = schema.presets,
            case .string(let name)? = entries.first(where: { $0.path == presets.key })?.value
        {
            write(presets.defaults[name] ?? [], to: &row)
        }
        write(entries, to: &row)
        return row
    }

    private func write(_ entries: [Assignment], to row: inout [Value]) {
        for entry in entries where entry.value != .null {
            if let index = schema.index(of: entry.path) { row[index] = entry.value }
        }
    }
}

extension SweepSpec {
    /// What the trainer would refuse of a plan's trials once they run: the first of them, at the value to blame, and how
    /// many more there are.
    public func constraintProblems(in plan: Plan) -> [Diagnostic] {
        guard let schema, !schema.constraints.isEmpty else { return [] }
        let check = ConstraintCheck(schema)
        let broken = plan.trials.lazy.compactMap { planned in
            check.broken(by: planned.trial.configuration).map { (planned.trial, $0) }
        }
        guard let (trial, constraint) = broken.first else { return [] }
        let configuration = trial.configuration
        let seen = check.values(of: constraint, in: configuration)
            .map { "\($0.path) = \($0.value)\(configuration[$0.path] == nil ? " by default" : "")" }
        let culprit = check.culprit(of: constraint, in: configuration)
        let (place, length) = place(of: culprit, configuration)
        let varying = trial.assignments.map { "\($0.path)=\($0.value)" }.joined(separator: " ")
        let count = broken.reduce(into: 0) { count, _ in count += 1 }
        return [
            Diagnostic(
                .error,
                at: place,
                length: length,
                "the trainer would refuse trial \(trial.number): \(constraint.message) (\(seen.joined(separator: ", ")))",
                advice: "\(count) of \(plan.trials.count) trials are refused"
                    + (varying.isEmpty ? "." : "; the first is \(varying).")
            )
        ]
    }

    /// Where a configuration's value of a key is written; nil for a key that the sweep does not set.
    public func location(of key: String, in configuration: Configuration) -> SourceLocation? {
        configuration[key] == nil ? nil : place(of: key, configuration).0
    }

    /// Where the key's value is written: the cell on an axis, else the fixed key, else the start of the spec.
    private func place(of path: String?, _ configuration: Configuration) -> (SourceLocation?, Int) {
        guard let path, let value = configuration[path] else {
            return (files.first.map { SourceLocation(file: $0, line: 1, column: 1) }, 1)
        }
        for axis in axes {
            guard let found = axis.place(of: path, value: value) else { continue }
            return found == axis.location ? (found, axis.name.count) : (found, value.description.count)
        }
        return (fixed.first { $0.path == path }?.location, path.count)
    }
}

extension Axis {
    /// Where a value of a key is written, or the axis's name when the value is computed or drawn; nil for another key.
    fileprivate func place(of path: String, value: Value) -> SourceLocation? {
        guard paths.contains(path) else { return nil }
        let cells = cells(of: path)
        return (cells.first { $0.literal?.equals(value) ?? false })?.location ?? location
    }

    private func cells(of path: String) -> [Cell] {
        switch domain {
        case .values(let cells): name == path ? cells : []
        case .distribution: []
        case .zip(let paths, let rows): rows.flatMap { row in zip(paths, row).filter { $0.0 == path }.map(\.1) }
        case .oneOf(let alternatives):
            alternatives.flatMap { alternative in
                alternative.settings.filter { $0.path == path }.map(\.cell)
                    + alternative.axes.flatMap { $0.cells(of: path) }
            }
        case .runs(let rows): rows.joined().filter { $0.path == path }.map(\.cell)
        }
    }
}
