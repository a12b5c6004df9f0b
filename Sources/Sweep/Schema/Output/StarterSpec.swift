import Expressions

/// A first spec for a trainer: two short axes over its own keys, and every other key with its default as a comment.
public struct StarterSpec {
    private let schema: TrainerSchema
    private let name: String

    /// A spec of this name; characters that cannot stand in a sweep's name become `-`.
    public init(named name: String, schema: TrainerSchema) {
        self.schema = schema
        let legal = name.unicodeScalars.prefix(100)
            .map { scalar -> Character in
                let isLegal =
                    scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
                    || "-_.".unicodeScalars.contains(scalar)
                return isLegal ? Character(scalar) : "-"
            }
        let trimmed = String(legal.drop { $0 == "." })
        self.name = trimmed.isEmpty ? "sweep" : trimmed
    }

    /// The YAML text; it reads without an error.
    public var text: String {
        let axes = chosenAxes
        let fixed = schema.parameters.first { !$0.rule.choices.isEmpty && $0.defaultValue != nil }
        let used = Set(axes.map(\.parameter.path) + [fixed?.path ?? "", "seed"])
        var lines = head
        lines += ["fixed:                # the same in all trials"] + (fixed.map { [entry($0)] } ?? [])
        lines += ["", "axes:                 # what varies: trials are the product of all axes"]
        lines += axes.flatMap { axis in
            ["  # \(about(axis.parameter))", "  \(axis.parameter.path): \(Value.list(axis.values))"]
        }
        lines += tail
        lines += [
            "",
            "# Every other key with its default. Without the '#' it may stand under 'fixed', or with a list under 'axes'.",
        ]
        lines += schema.parameters.filter { !used.contains($0.path) }.map { "#" + entry($0) }
        return lines.joined(separator: "\n") + "\n"
    }

    private var head: [String] {
        [
            "# What it would run:  sweep check FILE        Run it:  sweep submit FILE",
            "# Completion in an editor:  sweep schema > sweep.schema.json  and as the first line of this file",
            "#   yaml-language-server: $schema=sweep.schema.json",
            "", "sweep: \(name)", "trainer: pargo", "",
        ]
    }

    private var tail: [String] {
        var lines = ["", "# seeds: 3            # repeats of each trial; reports average over them"]
        if schema.commands.contains("train"), schema.commands.contains("eval") {
            lines.append("run: [train, eval]    # one after the other, in one run")
        }
        let judged = schema.metrics.filter { $0.goal != nil }
        if let metric = judged.first(where: { $0.name.hasPrefix("eval") }) ?? judged.first {
            lines.append("metric: \(metric.name)      # what the sweep is judged by")
        }
        return lines + ["# budget: {max_jobs: 20}   # more is an error before anything is run"]
    }

    /// The learning rate and the first whole number, or as much of that as there is.
    private var chosenAxes: [(parameter: TrainerSchema.Parameter, values: [Value])] {
        let rates = schema.parameters.filter { ["lr", "learning_rate"].contains($0.path.split(separator: ".").last) }
        let whole = schema.parameters.filter { $0.rule.types == .int && $0.path != "seed" }
        return [whole, rates]
            .compactMap { candidates in
                candidates.lazy.compactMap { parameter in values(parameter).map { (parameter, $0) } }.first
            }
    }

    /// The default and half of it, when the trainer accepts both.
    private func values(_ parameter: TrainerSchema.Parameter) -> [Value]? {
        let half: Value
        switch parameter.defaultValue {
        case .int(let int) where int > 1: half = .int(int / 2)
        case .double(let double) where double > 0: half = .double(Distribution.sixDigits(double / 2))
        default: return nil
        }
        let configuration = Configuration([Assignment(path: parameter.path, value: half)])
        guard parameter.rule.problem(with: half) == nil, ConstraintCheck(schema).broken(by: configuration) == nil
        else { return nil }
        return [half] + (parameter.defaultValue.map { [$0] } ?? [])
    }

    private func entry(_ parameter: TrainerSchema.Parameter) -> String {
        let value = parameter.defaultValue.map { JSONText.text($0) } ?? "null"
        let start = "  \(parameter.path): \(parameter.defaultValue.flatMap(Self.plain) ?? value)"
        let gap = String(repeating: " ", count: max(2, 40 - start.count))
        return start + gap + "# " + about(parameter)
    }

    /// A text that YAML reads as that text without quotes; nil for others, such as an empty one.
    private static func plain(_ value: Value) -> String? {
        guard case .string(let text) = value, YAMLScalar.resolve(text) == value, text.first?.isLetter == true,
            text.allSatisfy({ $0.isLetter || $0.isNumber || "_./-".contains($0) })
        else { return nil }
        return text
    }

    /// What the key does and may be, on one line.
    private func about(_ parameter: TrainerSchema.Parameter) -> String {
        let rule = parameter.rule
        let choices = rule.choices.isEmpty ? rule.elements.first?.choices ?? [] : rule.choices
        let number = { (value: Double) in value == value.rounded() ? "\(Int(value))" : "\(value)" }
        var range: String?
        if !choices.isEmpty {
            range = choices.map(\.description).joined(separator: ", ")
        } else if let low = rule.minimum ?? rule.exclusiveMinimum {
            let high = rule.maximum ?? rule.exclusiveMaximum
            let start = rule.minimum == nil ? "above \(number(low))" : number(low)
            range = high.map { "\(start) to \(number($0))" } ?? (rule.minimum == nil ? start : "from \(start)")
        }
        let summary = parameter.summary?.split(whereSeparator: \.isNewline).joined(separator: " ")
        return [summary, range.map { "(\($0))" }].compactMap { $0 }.joined(separator: " ")
    }
}
