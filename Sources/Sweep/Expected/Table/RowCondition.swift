public import Expressions

/// What a row of an expected table asks of one key of a run's configuration: a value, or one computed from the others.
///
/// `projector.partial_tokens: "{(vision.image // vision.patch) ** 2 // 2}"` means half of the visual tokens, at any scale.
public struct RowCondition: Hashable, Sendable {
    /// The key.
    public let path: String
    /// The value; of a computed one its text.
    public let value: Value
    private let template: Template?
    private let names: [String]

    /// A key that must have a value.
    public init(path: String, value: Value) {
        self.path = path
        self.value = value
        template = nil
        names = []
    }

    /// A key that must have the value of a text with expressions in braces, over the run's other keys.
    public init(path: String, computed text: String) throws(ExpressionError) {
        var names: [String] = []
        template = try Template(text) { name in
            names.append(name)
            return .slot(names.count - 1, types: .any)
        }
        self.path = path
        self.names = names
        value = .string(text)
    }

    /// Whether the value is computed, so that it differs from run to run.
    public var isComputed: Bool { template != nil }

    /// Whether a configuration has it; what cannot be computed from a configuration is not met by it.
    func holds(in configuration: [String: Value]) -> Bool {
        let own = configuration[path] ?? .null
        guard let template else { return value.equals(own) }
        guard let wanted = try? template.evaluate(names.map { configuration[$0] ?? .null }), wanted != .null else {
            return false
        }
        return wanted.equals(own)
    }

    /// Two conditions are one when they are written alike.
    public static func == (left: RowCondition, right: RowCondition) -> Bool {
        left.path == right.path && left.value == right.value && left.isComputed == right.isComputed
    }

    /// Hashes what is written.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(path)
        hasher.combine(value)
    }
}
