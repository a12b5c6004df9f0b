/// Which of several parameters a result depends on, and how much of it they explain.
///
/// A forest of regression trees is grown on resampled runs (Breiman, "Random Forests", 2001). A parameter matters as
/// much as the forest's error on the runs that a tree has not seen grows when that parameter's values are shuffled
/// among them.
public struct ParameterImportance: Sendable {
    /// Each parameter's share of all that the parameters matter, 0 to 1, in the order given; all 0 when none does.
    public let shares: [Double]
    /// The part of the result's variance that the forest predicts for runs it has not seen: 1 is all, 0 or less nothing.
    public let explained: Double

    private static let trees = 64

    /// Measures it.
    ///
    /// The same input and seed give the same answer.
    ///
    /// - Parameters:
    ///   - parameters: A column a parameter; categories as any numbers.
    ///   - result: What each run came to; finite.
    ///   - seed: Of the resampling.
    /// - Precondition: all columns are as long as the result.
    public init(parameters: [[Double]], result: [Double], seed: UInt64) {
        precondition(parameters.allSatisfy { $0.count == result.count }, "each run needs each parameter")
        guard !parameters.isEmpty, result.count > 3 else {
            shares = parameters.map { _ in 0 }
            explained = 0
            return
        }
        var forest = Forest(parameters, result)
        for tree in 0..<Self.trees { forest.add(RandomStream(seed: seed, key: "tree", index: tree)) }
        let growth = forest.growth.map { max(0, $0) }
        let sum = growth.reduce(0, +)
        shares = growth.map { sum > 0 ? $0 / sum : 0 }
        explained = forest.explained
    }

    /// The sums over trees.
    private struct Forest {
        private let parameters: [[Double]]
        private let result: [Double]
        private var predicted: [Double]
        private var votes: [Int]
        /// How much the squared error grows when a parameter is shuffled, summed over trees.
        private(set) var growth: [Double]

        init(_ parameters: [[Double]], _ result: [Double]) {
            self.parameters = parameters
            self.result = result
            predicted = [Double](repeating: 0, count: result.count)
            votes = [Int](repeating: 0, count: result.count)
            growth = [Double](repeating: 0, count: parameters.count)
        }

        mutating func add(_ stream: RandomStream) {
            var random = stream
            let count = result.count
            let rows = (0..<count).map { _ in random.index(below: count) }
            let seen = Set(rows)
            let unseen = (0..<count).filter { !seen.contains($0) }
            guard !unseen.isEmpty else { return }
            let tried = max(1, (2 * parameters.count + 2) / 3)
            let tree = RegressionTree(
                features: parameters,
                target: result,
                rows: rows,
                tried: tried,
                random: &random
            )
            var error = 0.0
            for row in unseen {
                let value = tree.prediction { parameters[$0][row] }
                predicted[row] += value
                votes[row] += 1
                error += (value - result[row]) * (value - result[row])
            }
            for parameter in parameters.indices {
                var shuffled = unseen
                shuffled.shuffle(using: &random)
                var worse = 0.0
                for (row, other) in zip(unseen, shuffled) {
                    let value = tree.prediction { parameters[$0][$0 == parameter ? other : row] }
                    worse += (value - result[row]) * (value - result[row])
                }
                growth[parameter] += (worse - error) / Double(unseen.count)
            }
        }

        var explained: Double {
            let known = result.indices.filter { votes[$0] > 0 }
            guard known.count > 1 else { return 0 }
            let mean = known.reduce(0) { $0 + result[$1] } / Double(known.count)
            let variance = known.reduce(0) { $0 + (result[$1] - mean) * (result[$1] - mean) }
            let error = known.reduce(0) { sum, row in
                let missed = predicted[row] / Double(votes[row]) - result[row]
                return sum + missed * missed
            }
            return variance > 0 ? 1 - error / variance : 0
        }
    }
}
