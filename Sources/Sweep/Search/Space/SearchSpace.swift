/// The parameters of a search, each after the one that it depends on.
public struct SearchSpace: Hashable, Sendable {
    /// In the order in which their values are chosen.
    public let parameters: [SearchParameter]

    /// A space of those parameters; throws at the first one that is wrong.
    public init(_ parameters: [SearchParameter]) throws(SearchSpaceError) {
        var choices: [String: SearchDomain] = [:]
        for parameter in parameters {
            if let fault = Self.fault(of: parameter, after: choices) {
                throw SearchSpaceError(path: parameter.path, fault: fault)
            }
            choices[parameter.path] = parameter.domain
        }
        self.parameters = parameters
    }

    /// The point with one value for each active parameter, asked for in order.
    public func point(_ value: (SearchParameter) -> SearchValue) -> SearchPoint {
        var point = SearchPoint()
        for parameter in parameters where isActive(parameter, in: point) {
            point.values[parameter.path] = value(parameter)
        }
        return point
    }

    /// Whether a parameter exists in a point, given the values of those before it.
    public func isActive(_ parameter: SearchParameter, in point: SearchPoint) -> Bool {
        guard let condition = parameter.condition else { return true }
        return point[condition.parent] == .choice(condition.choice)
    }

    /// Whether a point has a value inside its domain for each active parameter, and no other value.
    public func contains(_ point: SearchPoint) -> Bool {
        let active = parameters.filter { isActive($0, in: point) }
        return point.values.count == active.count
            && active.allSatisfy { parameter in point[parameter.path].map(parameter.domain.contains) ?? false }
    }

    private static func fault(
        of parameter: SearchParameter,
        after earlier: [String: SearchDomain]
    ) -> SearchSpaceError.Fault? {
        if earlier[parameter.path] != nil { return .duplicate }
        if let fault = parameter.domain.fault { return fault }
        guard let condition = parameter.condition else { return nil }
        guard let parent = earlier[condition.parent] else { return .unknownParent(condition.parent) }
        guard case .categorical(let count) = parent else { return .parentNotCategorical(condition.parent) }
        guard condition.choice >= 0, condition.choice < count else {
            return .noSuchChoice(condition.choice, parent: condition.parent, count: count)
        }
        return nil
    }
}
