/// A reason to stop a run, worded for its owner.
public enum TrainingFailure: Error, CustomStringConvertible, Equatable {
    /// The loss, or the gradient's norm, is no longer a number; `place` is where that begins.
    case loss(Double, step: Int, what: String, place: String?)
    /// A run would need more memory than there is.
    case memory(needed: Int, available: Int)
    /// A file lacks a weight, or has it in another shape.
    case weight(name: String, expected: [Int], found: [Int]?, file: String)
    /// A data file says something that cannot be used.
    case data(file: String, reason: String)

    /// One line: what happened, where, what to do.
    public var description: String {
        switch self {
        case .loss(let value, let step, let what, let place):
            "\(what): the loss became \(value) at step \(step)\(place.map { ", first in \($0)" } ?? ""); "
                + "lower optimizer.lr or train.clip"
        case .memory(let needed, let available):
            "training needs about \(needed >> 20) MiB of memory and \(available >> 20) MiB are free; "
                + "lower train.batch, --threads or the model's sizes"
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
