/// A reason to stop a run, worded for its owner.
public enum TrainingFailure: Error, CustomStringConvertible, Equatable {
    /// The loss is no longer a number.
    case loss(Double, step: Int, what: String)
    /// A file lacks a weight, or has it in another shape.
    case weight(name: String, expected: [Int], found: [Int]?, file: String)
    /// A data file says something that cannot be used.
    case data(file: String, reason: String)

    /// One line: what happened, where, what to do.
    public var description: String {
        switch self {
        case .loss(let value, let step, let what):
            "\(what): the loss became \(value) at step \(step); lower optimizer.lr or train.clip"
        case .weight(let name, let expected, let found, let file):
            if let found {
                "\(file): \(name) has shape \(found), the configuration needs \(expected); was it made by another one?"
            } else {
                "\(file): \(name) of shape \(expected) is missing; was it made by another configuration?"
            }
        case .data(let file, let reason): "\(file): \(reason)"
        }
    }
}
