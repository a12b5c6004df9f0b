/// Why a list of parameters is not a search space.
public struct SearchSpaceError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong with one parameter.
    public enum Fault: Hashable, Sendable {
        case empty
        case notFinite
        case reversed
        case logarithmOfNonPositive
        case badStep
        case tooLarge
        case duplicate
        case unknownParent(String)
        case parentNotCategorical(String)
        case noSuchChoice(Int, parent: String, count: Int)
    }

    /// The parameter's path.
    public let path: String
    /// What is wrong with it.
    public let fault: Fault

    /// One sentence: the parameter, what is wrong, and what would be right.
    public var description: String {
        "\(path): " + explanation
    }

    private var explanation: String {
        switch fault {
        case .empty: "there is nothing to choose from; list at least one value"
        case .notFinite: "both ends of the range, and their difference, must be finite numbers"
        case .reversed: "the range ends below its start; swap the two"
        case .logarithmOfNonPositive: "a logarithmic range must start above 0"
        case .badStep: "the step must be above 0, and at most 2^53 steps fit into a range"
        case .tooLarge: "whole numbers beyond 2^53 cannot be searched; use a smaller range"
        case .duplicate: "the parameter is listed twice; remove one"
        case .unknownParent(let parent): "it depends on '\(parent)', which no earlier parameter is called"
        case .parentNotCategorical(let parent): "it depends on '\(parent)', which has no choices to depend on"
        case .noSuchChoice(let choice, let parent, let count):
            "it depends on choice \(choice) of '\(parent)', which has \(count) choices, counted from 0"
        }
    }
}
