/// A way to choose the next point to try.
public enum Sampler: Hashable, Sendable {
    case random(RandomSampler)
    case sobol(SobolSampler)
    case tpe(TPESampler)

    /// The point of the trial of that index.
    ///
    /// - Parameters:
    ///   - space: the parameters.
    ///   - history: what came of earlier trials; only `tpe` looks at it.
    ///   - pending: the points of trials that run at this moment.
    ///   - index: the trial's number in the search, from 0.
    /// - Returns: a point of the space.
    public func suggest(
        space: SearchSpace,
        history: [Observation] = [],
        pending: [SearchPoint] = [],
        index: Int
    ) -> SearchPoint {
        switch self {
        case .random(let sampler): sampler.suggest(space: space, index: index)
        case .sobol(let sampler): sampler.suggest(space: space, index: index)
        case .tpe(let sampler): sampler.suggest(space: space, history: history, pending: pending, index: index)
        }
    }
}
