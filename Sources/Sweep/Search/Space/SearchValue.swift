/// The value of one parameter of a search.
public enum SearchValue: Hashable, Codable, Sendable {
    case float(Double)
    case int(Int)
    /// The index of a categorical choice or of an ordinal level.
    case choice(Int)
}
