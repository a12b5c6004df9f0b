public import Expressions

/// What a trainer says about itself: every key of its configuration, its commands, its metrics, and its code version.
///
/// It is read from JSON Schema (draft 2020-12) text with nested `properties`, as `pargo-run schema` prints it.
public struct TrainerSchema: Sendable {
    /// One key of the configuration.
    public struct Parameter: Hashable, Sendable {
        /// Dotted, such as `projector.depth`.
        public let path: String
        /// What it may be.
        public let rule: ValueRule
        /// What the trainer takes when the key is absent.
        public let defaultValue: Value?
        /// What it does, in the trainer's words.
        public let summary: String?
    }

    /// A number that the trainer reports.
    public struct Metric: Hashable, Sendable {
        /// Such as `eval/mme`.
        public let name: String
        /// Which direction is better; nil when the trainer does not say.
        public let goal: Goal?
    }

    /// A check across keys: what no single key's range can say.
    public struct Constraint: Sendable {
        /// What must be true; slot `i` is the value of `parameters[i]`.
        public let require: Expression
        /// What is wrong when it is not, in the trainer's words.
        public let message: String
    }

    /// Named sets of defaults: one key's value decides what the others start from.
    public struct Presets: Sendable {
        /// The key that chooses, such as `preset`.
        public let key: String
        /// For each of its values the defaults that differ from those of `parameters`.
        public let defaults: [String: [Assignment]]
    }

    /// The keys, in the schema's order.
    public let parameters: [Parameter]
    /// Raised by the trainer's authors when results change; nil when the schema does not have it.
    public let codeVersion: Int?
    /// The trainer's sub-commands; empty when the schema does not say.
    public let commands: [String]
    /// The metrics that it reports; empty when the schema does not say.
    public let metrics: [Metric]
    /// Checks across keys (`x-constraints`).
    public let constraints: [Constraint]
    /// Other sets of defaults (`x-presets`); nil when there is but one.
    public let presets: Presets?
    /// Whether keys that are not listed are allowed too (`additionalProperties: true` at the top).
    public let isOpen: Bool

    private let indexes: [String: Int]

    init(
        parameters: [Parameter],
        codeVersion: Int?,
        commands: [String],
        metrics: [Metric],
        isOpen: Bool,
        constraints: [Constraint] = [],
        presets: Presets? = nil
    ) {
        self.parameters = parameters
        self.codeVersion = codeVersion
        self.commands = commands
        self.metrics = metrics
        self.isOpen = isOpen
        self.constraints = constraints
        self.presets = presets
        indexes = Dictionary(parameters.enumerated().map { ($0.element.path, $0.offset) }) { first, _ in first }
    }

    /// The key with a dotted path; nil when the trainer has none.
    public func parameter(_ path: String) -> Parameter? {
        indexes[path].map { parameters[$0] }
    }

    /// The place of a key in `parameters`; nil when the trainer has none.
    func index(of path: String) -> Int? {
        indexes[path]
    }

    /// All dotted paths, in the schema's order.
    public var paths: [String] { parameters.map(\.path) }

    /// Whether some key lies below a dotted prefix: `projector` holds `projector.depth`.
    func hasParameters(under prefix: String) -> Bool {
        parameters.contains { $0.path.hasPrefix(prefix + ".") }
    }
}

/// Which direction of a metric is better.
public enum Goal: String, Hashable, Sendable {
    case min
    case max
}
