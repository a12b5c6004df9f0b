public import Expressions

/// What a schema allows as a value: types, bounds, a list of choices, and the same for a list's elements.
public struct ValueRule: Hashable, Sendable {
    /// The types that are allowed.
    ///
    /// A number's rule has both kinds of number.
    public var types: TypeSet = .any
    /// The least value, itself allowed.
    public var minimum: Double?
    /// The greatest value, itself allowed.
    public var maximum: Double?
    /// A value that every number must be above.
    public var exclusiveMinimum: Double?
    /// A value that every number must be below.
    public var exclusiveMaximum: Double?
    /// The only values allowed; empty when the type alone decides.
    public var choices: [Value] = []
    /// How many elements a list needs at least.
    public var minimumCount: Int?
    /// How many elements a list may have.
    public var maximumCount: Int?
    /// The rule for a list's elements; empty when any will do, else of one element.
    public var elements: [ValueRule] = []

    /// A rule that allows everything.
    public init() {}

    /// The value as the trainer's type has it: a whole number becomes a decimal one where only those are meant.
    ///
    /// So `1` and `1.0` for the same learning rate are one trial, not two.
    public func adapted(_ value: Value) -> Value {
        switch value {
        case .int(let int) where types.contains(.double) && types != .any: .double(Double(int))
        case .list(let values): .list(elements.first.map { rule in values.map(rule.adapted) } ?? values)
        default: value
        }
    }

    /// What is wrong with an adapted value; nil when nothing is.
    func problem(with value: Value) -> ValueProblem? {
        if case .double(let double) = value, !double.isFinite {
            return ValueProblem("\(value) cannot be written to a configuration: it is not a finite number")
        }
        guard !types.isDisjoint(with: value.type) else { return ValueProblem.wrongType(value, self) }
        if !choices.isEmpty, !choices.contains(where: { $0.equals(value) }) {
            let all = choices.map(\.description)
            let meant = Spelling.nearest(to: value.description, among: all)
            return ValueProblem("\(value.quoted) is not one of \(all.joined(separator: ", "))", suggestion: meant)
        }
        if let number = value.number { return boundsProblem(number, value) }
        if case .list(let values) = value { return listProblem(values) }
        return nil
    }

    private func boundsProblem(_ number: Double, _ value: Value) -> ValueProblem? {
        let word = { (bound: Double) in bound == bound.rounded() && abs(bound) < 1e15 ? "\(Int(bound))" : "\(bound)" }
        if let minimum, number < minimum { return ValueProblem("\(value) is below the minimum \(word(minimum))") }
        if let maximum, number > maximum { return ValueProblem("\(value) is above the maximum \(word(maximum))") }
        if let exclusiveMinimum, number <= exclusiveMinimum {
            return ValueProblem("\(value) must be above \(word(exclusiveMinimum))")
        }
        if let exclusiveMaximum, number >= exclusiveMaximum {
            return ValueProblem("\(value) must be below \(word(exclusiveMaximum))")
        }
        return nil
    }

    private func listProblem(_ values: [Value]) -> ValueProblem? {
        if let minimumCount, values.count < minimumCount {
            return ValueProblem("the list has \(values.count) elements, fewer than \(minimumCount)")
        }
        if let maximumCount, values.count > maximumCount {
            return ValueProblem("the list has \(values.count) elements, more than \(maximumCount)")
        }
        guard let rule = elements.first else { return nil }
        return values.lazy.compactMap { rule.problem(with: $0) }.first
    }
}

/// Why a value is refused.
struct ValueProblem {
    let message: String
    var suggestion: String?

    init(_ message: String, suggestion: String? = nil) {
        self.message = message
        self.suggestion = suggestion
    }

    /// A value of a type that the rule does not have, with the nearest thing that it does have.
    static func wrongType(_ value: Value, _ rule: ValueRule) -> ValueProblem {
        let message = "needs \(rule.types), not \(value.quoted)"
        switch value {
        case .string(let text) where rule.types.contains(.bool):
            let old = ["yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"]
            return ValueProblem(message, suggestion: old[text.lowercased()])
        case .string(let text) where !rule.types.isDisjoint(with: .number):
            guard let resolved = YAMLScalar.resolve(text), resolved.number != nil else { return ValueProblem(message) }
            return ValueProblem(message, suggestion: resolved.description)
        case .double(let double) where rule.types.contains(.int):
            return ValueProblem(message, suggestion: Int(exactly: double).map(String.init))
        case .int, .bool, .double:
            return ValueProblem(message, suggestion: rule.types.contains(.string) ? "\"\(value)\"" : nil)
        default: return ValueProblem(message)
        }
    }
}
