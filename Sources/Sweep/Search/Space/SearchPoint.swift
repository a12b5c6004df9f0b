/// A value for each parameter that is active: what a sampler suggests and a trial runs.
public struct SearchPoint: Hashable, Codable, Sendable {
    /// By path; an inactive parameter has no entry.
    public var values: [String: SearchValue]

    /// A point of those values.
    public init(_ values: [String: SearchValue] = [:]) {
        self.values = values
    }

    /// The value of the parameter of that path; nil if it is not active.
    public subscript(path: String) -> SearchValue? {
        values[path]
    }
}
