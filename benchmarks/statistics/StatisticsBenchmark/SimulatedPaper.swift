import Statistics
import Sweep

/// A paper with two rows whose true difference is known, run with some seeds.
///
/// Each seed shifts both rows together, as a shared seed does, and each by itself with a deviation of 1, so that a
/// paired difference has a deviation of √2.
struct SimulatedPaper {
    let first: [Double]
    let second: [Double]

    init(difference: Double, seeds: Int, number: Int, key: String) {
        var stream = RandomStream(seed: 11, key: key, index: number)
        let shared = (0..<seeds).map { _ in stream.normal() }
        first = shared.map { difference + $0 + stream.normal() }
        second = shared.map { $0 + stream.normal() }
    }

    var measurements: [RowMeasurement] {
        [("first", first), ("second", second)]
            .map { row, values in
                let results = values.enumerated()
                    .map { SeedResult(seed: $0, run: "\(row)-\($0)", values: ["score": $1]) }
                return RowMeasurement(row: row, results: results)
            }
    }

    /// The rule of most comparisons: the mean is higher.
    func hasHigherMean(by margin: Double = 0) -> Bool { first.mean - second.mean > margin }

    /// A plain t test at each number of seeds from the first on, until one is below the level.
    func isFoundByPeeking(from first: Int, level: Double) -> Bool {
        (first...self.first.count)
            .contains { count in
                let test = TTest(paired: Array(self.first.prefix(count)), Array(second.prefix(count)))
                return (test?.probability(.greater) ?? 1) <= level
            }
    }
}
