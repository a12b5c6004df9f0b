import Testing
import Tracker

@Suite struct DecimationTests {
    @Test func fewPointsStayAsTheyAre() {
        #expect(Decimation.keptIndices(of: [], limit: 10) == [])
        #expect(Decimation.keptIndices(of: [1], limit: 10) == [0])
        #expect(Decimation.keptIndices(of: [.nan, .infinity, 3], limit: 10) == [0, 1, 2])
    }

    @Test func aSpikeOnePointWideSurvives() {
        var values = [Double](repeating: 1, count: 10_000)
        values[5_003] = 40
        values[7_777] = -3
        let kept = Decimation.keptIndices(of: values, limit: 100)
        #expect(kept.contains(5_003) && kept.contains(7_777))
    }

    @Test func aGapSurvives() {
        var values = (0..<10_000).map(Double.init)
        values[1234] = .nan
        values[8000] = -.infinity
        let kept = Decimation.keptIndices(of: values, limit: 100)
        #expect(kept.contains(1234) && kept.contains(8000))
    }

    /// The promises, on random curves of random length with random holes.
    @Test(arguments: 0..<300)
    func promisesHold(seed: UInt64) {
        var random = DrawnNumbers(seed: seed)
        let count = random.below(5000)
        let limit = 5 + random.below(400)
        let holes = random.below(4)
        let values = (0..<count)
            .map { _ -> Double in
                if random.below(30) < holes { return [.nan, .infinity, -.infinity][random.below(3)] }
                return Double(random.below(2000) - 1000) / 7
            }
        let kept = Decimation.keptIndices(of: values, limit: limit)
        #expect(kept.count <= limit)
        #expect(zip(kept, kept.dropFirst()).allSatisfy { $0 < $1 })
        #expect(kept.first == values.indices.first && kept.last == values.indices.last)
        let finite = { (list: [Double]) in list.filter(\.isFinite) }
        let left = kept.map { values[$0] }
        #expect(finite(left).min() == finite(values).min())
        #expect(finite(left).max() == finite(values).max())
        if count <= limit { #expect(kept == Array(values.indices)) }
        if count > 5, values.contains(where: { !$0.isFinite }) { #expect(left.contains { !$0.isFinite }) }
    }

    @Test func aSeriesKeepsStepsTimesAndValuesTogether() {
        let all = Series(
            steps: (0..<3000).map { Int64($0) * 10 },
            times: (0..<3000).map { 100 + Double($0) / 2 },
            values: (0..<3000).map { Double(($0 * 7919) % 1000) }
        )
        let few = all.decimated(to: 200)
        #expect(few.steps.count <= 200)
        for (index, step) in few.steps.enumerated() {
            let original = Int(step / 10)
            #expect(few.times[index] == all.times[original] && few.values[index] == all.values[original])
        }
    }
}
