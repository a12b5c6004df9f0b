import Expressions

/// Gives each key and each named axis of a spec its slot, while the spec is compiled.
struct SlotTable {
    private struct Draft {
        let name: String
        let isParameter: Bool
        var isVarying = false
        /// Whether every row gives it a value.
        var isAlwaysSet = false
        var base: Value?
        var baseFormula = -1
        /// What a named axis writes here; nil for keys.
        var axisTypes: TypeSet?
        var labels: [Value] = []
    }

    let schema: TrainerSchema?
    private var drafts: [Draft] = []
    private var indexes: [String: Int] = [:]
    /// Keys whose default another one decides (`TrainerSchema.Presets`), where the spec sets that one: the default, or null
    /// where it is not the same in all rows.
    private var presetDefaults: [String: Value] = [:]
    /// Names to suggest for one that is unknown: the trainer's keys, then what the spec adds.
    private(set) var names: [String]

    init(schema: TrainerSchema?) {
        self.schema = schema
        names = schema?.paths ?? []
    }

    /// Takes the defaults of the preset that the spec chooses, before anything else.
    mutating func choosePreset(fixed: [Setting], axes: [Axis]) {
        guard let presets = schema?.presets else { return }
        let setting = fixed.last { $0.path == presets.key }
        let isVarying = axes.contains { $0.paths.contains(presets.key) }
        if !isVarying, case .string(let name)? = setting?.cell.literal {
            for entry in presets.defaults[name] ?? [] { presetDefaults[entry.path] = entry.value }
        } else if isVarying || setting != nil {
            for entry in presets.defaults.values.joined() { presetDefaults[entry.path] = .null }
        }
    }

    /// What the trainer takes when the key is absent from this spec's configurations; nil when that is not known.
    private func defaultValue(of parameter: TrainerSchema.Parameter?) -> Value? {
        guard let parameter else { return nil }
        guard let value = presetDefaults[parameter.path] else { return parameter.defaultValue }
        return value == .null ? nil : value
    }

    /// The slot of a key, made on first use.
    mutating func parameter(_ path: String, isVarying: Bool = false, isAlwaysSet: Bool = false) -> Int {
        let slot = indexes[path] ?? add(Draft(name: path, isParameter: true))
        if isVarying { drafts[slot].isVarying = true }
        if isAlwaysSet { drafts[slot].isAlwaysSet = true }
        return slot
    }

    /// The slot of a named axis: its position, or the label of its alternative.
    mutating func axis(_ name: String, labels: [String]?) -> Int {
        var draft = Draft(name: name, isParameter: false, isVarying: true)
        draft.axisTypes = labels == nil ? .int : .string
        draft.labels = labels?.map(Value.string) ?? []
        return indexes[name] ?? add(draft)
    }

    mutating func setBase(_ cell: CompiledCell, of slot: Int) {
        switch cell {
        case .value(let value): drafts[slot].base = value
        case .formula(let formula): drafts[slot].baseFormula = formula
        case .unset: break
        }
    }

    func rule(of slot: Int) -> ValueRule? {
        schema?.parameter(drafts[slot].name)?.rule
    }

    func contains(_ name: String) -> Bool {
        indexes[name] != nil
    }

    /// The slot of a name; for a key of the trainer that the spec does not mention it is made.
    mutating func reference(_ name: String) -> Int? {
        if let slot = indexes[name] { return slot }
        return schema?.parameter(name) == nil ? nil : parameter(name)
    }

    /// What a name in an expression stands for; nil when it is unknown.
    func symbol(_ name: String) -> Symbol? {
        guard let slot = indexes[name] else {
            return schema?.parameter(name).map { .constant(defaultValue(of: $0) ?? .null, choices: $0.rule.choices) }
        }
        let draft = drafts[slot]
        if let types = draft.axisTypes { return .slot(slot, types: types, choices: draft.labels) }
        let parameter = schema?.parameter(name)
        let isNeverNull =
            draft.isAlwaysSet || draft.base != nil || draft.baseFormula >= 0 || defaultValue(of: parameter) != nil
        let types = (parameter?.rule.types ?? .any).union(isNeverNull ? [] : .null)
        return .slot(slot, types: types, choices: parameter?.rule.choices ?? [])
    }

    func layout() -> Layout {
        Layout(
            slots: drafts.map { draft in
                let parameter = draft.isParameter ? schema?.parameter(draft.name) : nil
                return Layout.Slot(
                    name: draft.name,
                    isParameter: draft.isParameter,
                    rule: parameter?.rule,
                    // A value that only a preset makes the default must stay in keys: a stage may see it without the preset.
                    defaultValue: presetDefaults[draft.name] == nil ? parameter?.defaultValue : nil,
                    base: draft.base ?? defaultValue(of: parameter) ?? .null,
                    baseFormula: draft.baseFormula,
                    isVarying: draft.isVarying
                )
            }
        )
    }

    private mutating func add(_ draft: Draft) -> Int {
        drafts.append(draft)
        if schema?.parameter(draft.name) == nil { names.append(draft.name) }
        indexes[draft.name] = drafts.count - 1
        return drafts.count - 1
    }
}
