import Statistics
import Testing

@Suite struct ImportanceTests {
    @Test func ranksShareTheirPlaces() {
        #expect(RankCorrelation.ranks(of: [30, 10, 20, 10]) == [4, 1.5, 3, 1.5])
    }

    /// R: `cor(c(1,2,3,4,5), c(2,1,4,3,5), method = "spearman")` is 0.8.
    @Test(
        arguments: [
            ([1, 2, 3, 4, 5], [2, 1, 4, 3, 5], 0.8), ([1, 2, 3], [9, 99, 999], 1), ([1, 2, 3], [3, 2, 1], -1),
        ] as [([Double], [Double], Double)]
    )
    func correlatesRanks(x: [Double], y: [Double], expected: Double) throws {
        let found = try #require(RankCorrelation.spearman(x, y))
        #expect(abs(found - expected) < 1e-12)
    }

    @Test func whatNeverChangesCorrelatesWithNothing() {
        #expect(RankCorrelation.spearman([1, 1, 1], [1, 2, 3]) == nil)
    }

    /// y = 3a − b + noise, and c does nothing: the shares follow the variances 9 : 1.
    @Test func findsWhatMattersAndHowMuch() {
        var random = RandomStream(seed: 1, key: "runs")
        let columns = (0..<3).map { _ in (0..<200).map { _ in random.uniform() } }
        let result = (0..<200).map { 3 * columns[0][$0] - columns[1][$0] + 0.05 * random.normal() }
        let found = ParameterImportance(parameters: columns, result: result, seed: 0)
        #expect(found.shares[0] > 0.75 && found.shares[1] > 0.03 && found.shares[2] < 0.02)
        #expect(abs(found.shares.reduce(0, +) - 1) < 1e-9)
        #expect(found.explained > 0.9)
        #expect(ParameterImportance(parameters: columns, result: result, seed: 0).shares == found.shares)
    }

    @Test func noiseIsExplainedByNothing() {
        var random = RandomStream(seed: 2, key: "noise")
        let column = (0..<100).map { _ in random.uniform() }
        let found = ParameterImportance(parameters: [column], result: (0..<100).map { _ in random.normal() }, seed: 0)
        #expect(found.explained < 0.2)
    }

    @Test func fewRunsSayNothing() {
        let found = ParameterImportance(parameters: [[1, 2]], result: [1, 2], seed: 0)
        #expect(found.shares == [0] && found.explained == 0)
    }
}
