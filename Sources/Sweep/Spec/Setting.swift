public import Expressions

/// A value as a spec writes it: given, or computed from other keys by an expression in braces.
public enum ValueSource: Hashable, Sendable {
    case literal(Value)
    case computed(SourceText)
}

/// A value with its place.
public struct Cell: Hashable, Sendable {
    /// What is written there.
    public let source: ValueSource
    /// Where it is written.
    public let location: SourceLocation

    /// The value, when it is given rather than computed.
    public var literal: Value? {
        if case .literal(let value) = source { value } else { nil }
    }
}

/// A key of the configuration and the value that a spec gives it.
public struct Setting: Hashable, Sendable {
    /// Dotted, such as `projector.depth`.
    public let path: String
    /// What the key is set to.
    public let cell: Cell
    /// Where the key is written.
    public let location: SourceLocation
}
