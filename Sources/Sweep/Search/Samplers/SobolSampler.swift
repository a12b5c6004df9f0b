import Statistics

/// Points that fill the space more evenly than random ones, by Sobol' sequences.
///
/// Each parameter's sequence depends on the seed and its path alone, so adding, removing or reordering parameters
/// changes no value of the others. In each aligned block of 2^k trials every parameter visits each of 2^k equal parts
/// of its range once.
public struct SobolSampler: Hashable, Sendable {
    /// Of a sweep: another seed gives other points.
    public let seed: UInt64

    /// Sequences scrambled by that seed.
    public init(seed: UInt64) {
        self.seed = seed
    }

    /// The point of the trial of that index, from 0.
    public func suggest(space: SearchSpace, index: Int) -> SearchPoint {
        space.point { parameter in
            parameter.domain.value(at: SobolSequence(name: parameter.path, seed: seed)[index])
        }
    }
}
