import Expressions

/// The parts of a spec's schema that hold the trainer's keys: dotted, or nested in groups.
struct KeySchema {
    private let trainer: TrainerSchema

    init(_ trainer: TrainerSchema) {
        self.trainer = trainer
    }

    /// What the sections may hold for this trainer.
    var sections: [(String, SchemaNode)] {
        let fixed = map("The same in all trials.", value: { Self.setting($0) }, others: others(.object([])))
        let axes = map(
            "What varies: trials are the product of all axes.",
            value: { Self.axis($0) },
            // A zip or a one_of has a name of its own.
            others: Self.named(isOpen: trainer.isOpen, settings: inner)
        )
        return [("fixed", fixed), ("axes", axes), ("runs", Self.runs(fixed))]
    }

    /// What the sections may hold for a trainer that is not known.
    var anything: [(String, SchemaNode)] {
        let object = SchemaNode.type("object")
        return [("fixed", object), ("axes", object), ("runs", Self.runs(object))]
    }

    /// The keys of an alternative: each fixed, or an axis of its own.
    private var inner: SchemaNode {
        map(nil, value: { .any([Self.setting($0), Self.axis($0)]) }, others: .type("object"))
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
    private func map(
        _ description: String?,
        value: (TrainerSchema.Parameter) -> SchemaNode,
        others: SchemaNode
    ) -> SchemaNode {
        let dotted = trainer.parameters.map { ($0.path, value($0)) }
        var groups: [(String, [(String, SchemaNode)])] = []
        for parameter in trainer.parameters {
            let parts = parameter.path.split(separator: ".", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { continue }
            let member = (parts[1], value(parameter))
            if let index = groups.firstIndex(where: { $0.0 == parts[0] }) {
                groups[index].1.append(member)
            } else {
                groups.append((parts[0], [member]))
            }
        }
        let nested = groups.map { ($0.0, SchemaNode.keys($0.1, "The keys \($0.0).….")) }
        return .type(
            "object",
            description,
            [("properties", .object(dotted + nested)), ("additionalProperties", others)]
        )
    }

    /// A value: as the trainer has it, computed, or `!remove`, which editors see as an empty text.
    private static func setting(_ parameter: TrainerSchema.Parameter) -> SchemaNode {
        .any([rule(parameter.rule), .formula, .object([("const", "")])], summary(parameter))
    }

    private static func axis(_ parameter: TrainerSchema.Parameter) -> SchemaNode {
        let value = SchemaNode.any([rule(parameter.rule), .formula])
        let values = SchemaNode.list(of: value, least: 1)
        let more: [(String, SchemaNode)] =
            parameter.rule.types.isDisjoint(with: .number) ? [] : [("range", range)] + distributions
        return .any([values, .keys([("values", values)] + more)], summary(parameter))
    }

    private static let range = SchemaNode.any(
        [
            .list(of: .type("number"), least: 2),
            .keys([("from", .type("number")), ("to", .type("number")), ("step", .type("number"))]),
        ],
        "From, to and step; both ends belong to it."
    )

    private static let distributions: [(String, SchemaNode)] = {
        let pair = SchemaNode.list(of: .type("number"), least: 2)
        let count = SchemaNode.object([("type", "integer"), ("minimum", 1)])
        return DistributionReader.shapes.map { ($0, pair) } + [
            ("samples", count), ("step", .object([("type", "number"), ("exclusiveMinimum", 0)])),
            ("seed", .object([("type", "integer"), ("minimum", 0)])),
        ]
    }()

    private static func named(isOpen: Bool, settings: SchemaNode) -> SchemaNode {
        let zip = SchemaNode.type(
            "object",
            "Keys that move together: lists of equal length.",
            [("additionalProperties", .list(of: .object([]), least: 1))]
        )
        let alternatives = SchemaNode.type(
            "object",
            "Alternatives, each with keys and axes of its own.",
            [("additionalProperties", .any([settings, .type("null")]))]
        )
        let forms = SchemaNode.any(
            [.keys([("zip", zip)]), .keys([("one_of", alternatives)])],
            "A named axis: a zip or a one_of."
        )
        return isOpen ? .object([]) : forms
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
