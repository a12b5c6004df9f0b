import Testing
import Tracker

@Suite struct ChartGeometryTests {
    @Test(arguments: [
        (0.0, 10.0, 5, [0, 2, 4, 6, 8, 10]),
        (0.13, 0.92, 4, [0.2, 0.4, 0.6, 0.8]),
        (-3, 3, 3, [-2, 0, 2]),
        (5, 5, 4, []),
        (.nan, 1, 4, []),
    ])
    func ticksAreRound(low: Double, high: Double, count: Int, ticks: [Double]) {
        let found = AxisTicks.linear(from: low, to: high, count: count)
        #expect(found.count == ticks.count && zip(found, ticks).allSatisfy { abs($0 - $1) < 1e-12 })
    }

    /// For any range there are some ticks, not too many, all inside.
    @Test(arguments: 0..<200)
    func ticksFitTheirRange(seed: UInt64) {
        var random = DrawnNumbers(seed: seed)
        let scale = [1e-300, 1e-12, 1, 1e9, 1e300][random.below(5)]
        let low = Double(random.below(2000) - 1000) * scale
        let high = low + Double(1 + random.below(1000)) * scale
        let ticks = AxisTicks.linear(from: low, to: high, count: 5)
        #expect(ticks.count >= 2 && ticks.count <= 11)
        #expect(ticks.allSatisfy { $0 >= low - scale * 1e-6 && $0 <= high + scale * 1e-6 })
    }

    @Test func tickLabelsAgreeOnTheirDecimals() {
        #expect([0.0, 0.05, 0.1].map { AxisTicks.text($0, among: [0, 0.05, 0.1]) } == ["0.00", "0.05", "0.10"])
        #expect([1000.0, 1500].map { AxisTicks.text($0, among: [1000, 1500]) } == ["1000", "1500"])
        #expect(AxisTicks.compact(12_000) == "12k" && AxisTicks.compact(2_500_000) == "2.5M")
    }

    private func series(_ values: [Double], steps: [Int64]? = nil) -> Series {
        let steps = steps ?? values.indices.map(Int64.init)
        return Series(steps: steps, times: steps.map(Double.init), values: values)
    }

    @Test func aPathHasGapsAndDots() throws {
        let points = series([0, 1, .nan, 1, .infinity, 0, 1])
        let frame = try #require(PlotFrame([points], width: 60, height: 100))
        #expect(frame.path(points).filter { "MLh".contains($0) } == "MLMhML")
    }

    /// What trainers do log: nothing finite, one point, and numbers at the end of their range.
    @Test(arguments: [
        [1.0], [.nan], [.infinity, .nan], [-1.7e308, 1.7e308], [0, 0, 0], [.leastNonzeroMagnitude, 0], [1e308, 1e308],
    ])
    func oddValuesGiveFiniteCoordinates(values: [Double]) {
        for steps in [values.indices.map(Int64.init), values.indices.map { $0 == 0 ? Int64.min : Int64.max }] {
            let points = series(values, steps: steps)
            guard let frame = PlotFrame([points], width: 100, height: 100) else {
                #expect(values.allSatisfy { !$0.isFinite })
                continue
            }
            let path = frame.path(points)
            #expect(path.hasPrefix("M") && !path.contains("nan") && !path.contains("inf"))
        }
    }

    @Test func dataIsDifferencesAndNamesWhatJSONCannot() throws {
        let run = DashboardRuns.run(id: 3, trial: 1)
        let points = Series(steps: [10, 20, 40], times: [100, 100.5, 103], values: [0.5, .nan, .infinity])
        let script = ChartData(metric: "a</script>", curves: [.init(run: run, points: points)]).script(limit: 1000)
        #expect(
            script == """
                ParGo.data("a\\u003c/script\\u003e",'{"runs":[{"id":3,"t0":100,"n":3,"x":[10,10,20],"t":"0,500,2500","y":[0.5,null,null],"odd":[[1,"nan"],[2,"inf"]]}]}');

                """
        )
    }

    /// Steps of one length are written once.
    @Test(
        arguments: [
            ([], ""), ([7], "7"), ([0, 10, 20, 30], "0,10"), ([10, 20, 30], "10"), ([0, 10, 20, 25], "0,10,10,5"),
            ([.min, 0, .max], "\(Int64.min),\(Int64.min),\(Int64.max)"),
        ] as [([Int64], String)]
    )
    func differencesEndWhereTheyRepeat(values: [Int64], text: String) {
        #expect(DataScript.differences(values) == text)
    }

    @Test func manyRunsShareTheBudgetOfPoints() {
        #expect([1, 100, 400, 500, 1000, 10_000].map(ChartData.pointsPerRun) == [1000, 1000, 1000, 800, 400, 100])
    }

    @Test func tenRunsHaveTenColorsAndALaterRunChangesNone() {
        let runs = (1...45).map { DashboardRuns.run(id: Int64($0), trial: $0) }
        let strokes = RunStroke.assigned(to: runs)
        #expect(Set(runs.prefix(10).compactMap { strokes[$0.id]?.color }).count == 10)
        #expect(Set(runs.prefix(40).compactMap { strokes[$0.id] }).count == 40)
        let before = RunStroke.assigned(to: Array(runs.prefix(20)).reversed())
        #expect(before.allSatisfy { strokes[$0.key] == $0.value })
    }
}
