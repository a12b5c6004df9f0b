/// One parameter of a search: its path in the configuration, its domain, and when it exists.
public struct SearchParameter: Hashable, Sendable {
    /// Such as "optimizer.lr".
    public let path: String
    /// The values it may take.
    public let domain: SearchDomain
    /// Without one the parameter exists in every point.
    public let condition: SearchCondition?

    /// A parameter that exists where its condition holds.
    public init(_ path: String, _ domain: SearchDomain, when condition: SearchCondition? = nil) {
        self.path = path
        self.domain = domain
        self.condition = condition
    }
}

/// That a categorical parameter, itself present, has one of its choices.
public struct SearchCondition: Hashable, Sendable {
    /// The path of the categorical parameter; it stands earlier in the space.
    public let parent: String
    /// The index of the choice.
    public let choice: Int

    /// Where the parent has that choice.
    public init(parent: String, choice: Int) {
        self.parent = parent
        self.choice = choice
    }
}
