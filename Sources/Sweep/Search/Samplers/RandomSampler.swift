import Statistics

/// Independent draws: each depends on the seed, the parameter's path and the trial's index, and on nothing else.
public struct RandomSampler: Hashable, Sendable {
    /// Of a sweep: another seed gives other points.
    public let seed: UInt64

    /// Draws of that seed.
    public init(seed: UInt64) {
        self.seed = seed
    }

    /// The point of the trial of that index.
    public func suggest(space: SearchSpace, index: Int) -> SearchPoint {
        space.point { parameter in
            var stream = RandomStream(seed: seed, key: parameter.path, index: index)
            return parameter.domain.value(at: stream.uniform())
        }
    }
}
