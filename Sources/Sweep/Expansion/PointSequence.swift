/// The points of a search that are the same whatever earlier ones came to: all of a `sobol` search, the first of a `tpe`.
struct PointSequence: Sendable {
    /// So many known points in a row mean that there are no others.
    private static let patience = 1000

    private let space: SearchSpace
    private let sampler: Sampler
    private let isDistinct: Bool
    private var index = 0
    private var seen: Set<SearchPoint> = []

    /// The sequence of a search; nil when the search has none, or the space is not one that can be searched.
    init?(_ space: Space, _ search: Search) {
        guard let sampler = search.sampler(goal: .min), let space = try? SearchSpace(space) else { return nil }
        self.space = space
        self.sampler = sampler
        isDistinct = search.method == .tpe
    }

    /// The next point; nil when a `tpe` search's space seems to have no other.
    mutating func next() -> SearchPoint? {
        for _ in 0..<Self.patience {
            let point = sampler.suggest(space: space, index: index)
            index += 1
            guard isDistinct else { return point }
            if seen.insert(point).inserted { return point }
        }
        return nil
    }
}

extension Search {
    /// The sampler that chooses whole points; nil for the methods that go axis by axis.
    func sampler(goal: SearchGoal) -> Sampler? {
        let seed = UInt64(clamping: seed)
        return switch method {
        case .grid, .random: nil
        case .sobol: .sobol(SobolSampler(seed: seed))
        case .tpe: .tpe(TPESampler(seed: seed, goal: goal, startupTrials: startup))
        }
    }
}

extension SearchSpace {
    /// The axes of a sweep as parameters: lists and zips are choices, or levels when they are ascending numbers;
    /// distributions are ranges; a `one_of` is a choice on which the parameters inside depend.
    ///
    /// - Throws: `SearchSpaceError` for a range that cannot be searched.
    public init(_ spec: SweepSpec) throws(SearchSpaceError) {
        try self.init(spec.space)
    }

    init(_ space: Space) throws(SearchSpaceError) {
        try self.init(space.axes.flatMap { $0.parameters() })
    }
}
