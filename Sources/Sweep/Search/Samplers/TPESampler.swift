import Statistics

/// Tree-structured Parzen estimators: tries where good trials are dense and the rest are not.
///
/// The best trials give a density l, the rest a density g; of several draws from l the one with the largest l / g is
/// suggested (Bergstra and others, "Algorithms for Hyper-Parameter Optimization", 2011). What is ours: one joint density
/// over conditional parameters; good trials weighed by their rank; kernels around good trials that may close in three
/// times as fast as those around the rest; and no point twice while others are left.
///
/// Deterministic: the suggestion follows from the seed, the history, the pending points and the index.
public struct TPESampler: Hashable, Sendable {
    /// Which of many equally good searches this is.
    public var seed: UInt64
    /// Whether the observed values should be small or large.
    public var goal: SearchGoal
    /// Until so many trials ended, points come from a Sobol' sequence.
    public var startupTrials: Int
    /// Draws from l that are compared.
    ///
    /// Few leave room for exploring: the best of many is always next to the best trial.
    public var candidates: Int
    /// The share of trials that count as good; at least 2 trials and at most 25.
    public var goodShare: Double

    /// A sampler with the settings that did best on average over the benchmark's tasks.
    public init(
        seed: UInt64,
        goal: SearchGoal = .min,
        startupTrials: Int = 10,
        candidates: Int = 16,
        goodShare: Double = 0.12
    ) {
        self.seed = seed
        self.goal = goal
        self.startupTrials = startupTrials
        self.candidates = candidates
        self.goodShare = goodShare
    }

    /// The next point to try.
    ///
    /// - Parameters:
    ///   - space: the parameters.
    ///   - history: what came of earlier trials, in any fixed order.
    ///   - pending: points that run at this moment; they count as bad, which keeps parallel suggestions apart.
    ///   - index: the trial's number in the search, from 0.
    /// - Returns: a point of the space, as far as possible one that is neither in the history nor pending.
    public func suggest(
        space: SearchSpace,
        history: [Observation],
        pending: [SearchPoint] = [],
        index: Int
    ) -> SearchPoint {
        guard history.count >= startupTrials else { return startupPoint(space, index) }
        let known = Set(history.map(\.point) + pending)
        let (good, rest) = split(history)
        let (promising, ordinary) = densities(space, good: good, rest: rest + pending)
        var stream = RandomStream(seed: seed, key: "tpe", index: index)
        var best: (point: SearchPoint, score: Double)?
        for _ in 0..<max(candidates, 1) {
            let row = promising.draw(&stream)
            let point = space.point(row: row)
            guard !known.contains(point) else { continue }
            let score = promising.logDensity(row) - ordinary.logDensity(row)
            if score > best?.score ?? -.infinity { best = (point, score) }
        }
        return best?.point ?? newPoint(space, known: known, &stream)
    }

    /// The densities of the good trials and of the rest.
    private func densities(
        _ space: SearchSpace,
        good: [SearchPoint],
        rest: [SearchPoint]
    ) -> (good: ParzenEstimator, rest: ParzenEstimator) {
        let axes = space.axes
        func density(_ points: [SearchPoint], _ weights: [Double], slope: Double) -> ParzenEstimator {
            ParzenEstimator(axes: axes, points: points.map(space.row), weights: weights, width: .init(slope: slope))
        }
        return (
            density(good, rankWeights(good.count), slope: 3),
            density(rest, rest.map { _ in 1 }, slope: 1)
        )
    }

    /// The points of the best trials, best first, and of all others.
    ///
    /// A failure is never good.
    private func split(_ history: [Observation]) -> (good: [SearchPoint], rest: [SearchPoint]) {
        let ranks = history.map { $0.rank(goal: goal) }
        let order = history.indices.sorted { (ranks[$0], $0) < (ranks[$1], $1) }
        let share = (goodShare * Double(history.count)).rounded(.up)
        let wanted = Int(min(max(share, 2), 25))
        let count = order.prefix(wanted).prefix { !ranks[$0].isFailure }.count
        return (order.prefix(count).map { history[$0].point }, order.dropFirst(count).map { history[$0].point })
    }

    /// Weights that fall with the logarithm of the rank, 1 on average: log(n + 1) − log(rank), rank from 1.
    private func rankWeights(_ count: Int) -> [Double] {
        let raw = (0..<count).map { PortableMath.log(Double(count + 1)) - PortableMath.log(Double($0 + 1)) }
        return raw.map { $0 / raw.mean }
    }

    /// A point of the first trials.
    ///
    /// Coordinates beyond the numbered ones are drawn from the parameter's name.
    private func startupPoint(_ space: SearchSpace, _ index: Int) -> SearchPoint {
        let dimensions = Dictionary(uniqueKeysWithValues: space.parameters.enumerated().map { ($1.path, $0) })
        return space.point { parameter in
            let sequence =
                dimensions[parameter.path].flatMap { $0 < SobolSequence.dimensionCount ? $0 : nil }
                .map { SobolSequence(dimension: $0, seed: seed) }
            return parameter.domain.value(at: (sequence ?? SobolSequence(name: parameter.path, seed: seed))[index])
        }
    }

    /// A point that was not tried yet, for a space of few points where every draw was; any point if none is found.
    private func newPoint(_ space: SearchSpace, known: Set<SearchPoint>, _ stream: inout RandomStream) -> SearchPoint {
        var point = SearchPoint()
        for _ in 0..<100 {
            point = space.point { $0.domain.value(at: stream.uniform()) }
            if !known.contains(point) { break }
        }
        return point
    }
}
