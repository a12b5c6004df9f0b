import Expressions

/// The parts of a spec's schema that hold the trainer's keys: dotted, or nested in groups.
struct KeySchema {
    private let trainer: TrainerSchema

    init(_ trainer: TrainerSchema) {
        self.trainer = trainer
    }

    /// What the other parts refer to: for each key what it may be set to and how it may vary, and the forms of an axis.
    var definitions: [(String, SchemaNode)] {
        Self.forms
            + trainer.parameters.flatMap { parameter in
                [
                    ("fixed \(parameter.path)", Self.setting(parameter)),
                    ("axis \(parameter.path)", Self.axis(parameter)),
                ]
            }
            + [
                ("fixed", map("The same in all trials.", ["fixed"], others: others(.object([])))),
                // A zip or a one_of has a name of its own.
                ("axes", map("What varies: trials are the product of all axes.", ["axis"], others: named)),
                // Inside an alternative a key is fixed, or varies.
                ("alternative", map(nil, ["fixed", "axis"], others: .type("object"))),
                ("runs", Self.runs(.reference("fixed"))),
            ]
    }

    /// What the sections may hold for this trainer.
    var sections: [(String, SchemaNode)] {
        ["fixed", "axes", "runs"].map { ($0, .reference($0)) }
    }

    /// What the sections may hold for a trainer that is not known.
    var anything: [(String, SchemaNode)] {
        let object = SchemaNode.type("object")
        return [("fixed", object), ("axes", object), ("runs", Self.runs(object))]
    }

    private static func runs(_ row: SchemaNode) -> SchemaNode {
        .any(
            [.list(of: row, least: 1), .keys([("csv", .type("string", "A table whose first line names the keys."))])],
            "Explicit rows, crossed with the axes if there are any."
        )
    }

    private func others(_ schema: SchemaNode) -> SchemaNode {
        trainer.isOpen ? schema : .bool(false)
    }

    /// A mapping of all keys, dotted, and of all groups with the keys inside them.
    private func map(_ description: String?, _ kinds: [String], others: SchemaNode) -> SchemaNode {
        let value = { (path: String) -> SchemaNode in
            kinds.count == 1
                ? .reference("\(kinds[0]) \(path)") : .any(kinds.map { .reference("\($0) \(path)") })
        }
        var groups: [(String, [(String, SchemaNode)])] = []
        for path in trainer.paths {
            let parts = path.split(separator: ".", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { continue }
            let member = (parts[1], value(path))
            if let index = groups.firstIndex(where: { $0.0 == parts[0] }) {
                groups[index].1.append(member)
            } else {
                groups.append((parts[0], [member]))
            }
        }
        let members = trainer.paths.map { ($0, value($0)) } + groups.map { ($0.0, SchemaNode.keys($0.1)) }
        let properties = ("properties", SchemaNode.object(members))
        return .type("object", description, [properties, ("additionalProperties", others)])
    }

    /// A value: as the trainer has it, computed, or `!remove`, which editors see as an empty text.
    private static func setting(_ parameter: TrainerSchema.Parameter) -> SchemaNode {
        .any([rule(parameter.rule), .formula, .object([("const", "")])], summary(parameter))
    }

    private static func axis(_ parameter: TrainerSchema.Parameter) -> SchemaNode {
        let values = SchemaNode.list(of: .any([rule(parameter.rule), .formula]), least: 1)
        let isNumber = !parameter.rule.types.isDisjoint(with: .number)
        let drawn = isNumber ? [SchemaNode.reference("drawn")] : []
        return .any([values, .keys([("values", values)])] + drawn, summary(parameter))
    }

    private static let forms: [(String, SchemaNode)] = {
        let number = SchemaNode.type("number")
        let pair = SchemaNode.list(of: number, least: 2)
        let range = SchemaNode.any(
            [pair, .keys([("from", number), ("to", number), ("step", number)])],
            "From, to and step; both ends belong to it."
        )
        let options: [(String, SchemaNode)] = [
            ("samples", .object([("type", "integer"), ("minimum", 1)])),
            ("step", .object([("type", "number"), ("exclusiveMinimum", 0)])),
            ("seed", .object([("type", "integer"), ("minimum", 0)])),
        ]
        return [("drawn", .keys([("range", range)] + DistributionReader.shapes.map { ($0, pair) } + options))]
    }()

    /// A zip or a `one_of`.
    private var named: SchemaNode {
        let zip = SchemaNode.type(
            "object",
            "Keys that move together: lists of equal length.",
            [("additionalProperties", .list(of: .object([]), least: 1))]
        )
        let alternatives = SchemaNode.type(
            "object",
            "Alternatives, each with keys and axes of its own.",
            [("additionalProperties", .any([.reference("alternative"), .type("null")]))]
        )
        let forms = SchemaNode.any([.keys([("zip", zip)]), .keys([("one_of", alternatives)])], "A zip or a one_of.")
        return trainer.isOpen ? .object([]) : forms
    }

    private static func summary(_ parameter: TrainerSchema.Parameter) -> String? {
        let standard = parameter.defaultValue.map { "Default: \($0.quoted)." }
        let parts = [parameter.summary, standard].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    /// What the trainer allows, as JSON Schema.
    static func rule(_ rule: ValueRule) -> SchemaNode {
        var members: [(String, SchemaNode)] = []
        if rule.types != .any {
            let names = types(rule.types)
            members.append(("type", names.count == 1 ? names[0] : .list(names)))
        }
        let number = { (bound: Double) in
            SchemaNode.raw(bound == bound.rounded() && abs(bound) < 1e15 ? "\(Int(bound))" : "\(bound)")
        }
        let bounds = [
            ("minimum", rule.minimum), ("maximum", rule.maximum), ("exclusiveMinimum", rule.exclusiveMinimum),
            ("exclusiveMaximum", rule.exclusiveMaximum),
        ]
        members += bounds.compactMap { name, bound in bound.map { (name, number($0)) } }
        if !rule.choices.isEmpty { members.append(("enum", .list(rule.choices.map { .raw(JSONText.text($0)) }))) }
        if let least = rule.minimumCount { members.append(("minItems", .raw("\(least)"))) }
        if let most = rule.maximumCount { members.append(("maxItems", .raw("\(most)"))) }
        if let items = rule.elements.first { members.append(("items", .any([self.rule(items), .formula]))) }
        return .object(members)
    }

    private static func types(_ types: TypeSet) -> [SchemaNode] {
        var names: [SchemaNode] = []
        if types.contains(.bool) { names.append("boolean") }
        if types.contains(.double) { names.append("number") } else if types.contains(.int) { names.append("integer") }
        if types.contains(.string) { names.append("string") }
        if types.contains(.list) { names.append("array") }
        if types.contains(.null) { names.append("null") }
        return names
    }
}
