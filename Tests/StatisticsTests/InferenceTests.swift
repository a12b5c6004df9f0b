import Foundation
import Statistics
import Testing

/// Agreement with SciPy and statsmodels to 1e-9, on every row of `Vectors/vectors.json`.
@Suite struct InferenceTests {
    private let vectors: Vectors

    init() throws {
        vectors = try Vectors.read()
    }

    private func expectClose(
        _ ours: Double,
        _ theirs: Double?,
        _ what: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        guard let theirs else { return }
        let gap = abs(ours - theirs) / max(1, abs(theirs))
        #expect(gap <= 1e-9, "\(what): \(ours), not \(theirs)", sourceLocation: sourceLocation)
    }

    private func expectClose(
        _ theirs: Vectors.Sides?,
        _ what: String,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ ours: (Alternative) -> Double
    ) {
        guard let theirs else { return }
        let sides = [(Alternative.twoSided, theirs.twoSided), (.greater, theirs.greater), (.less, theirs.less)]
        for (side, value) in sides {
            expectClose(ours(side), value, "\(what), \(side)", sourceLocation: sourceLocation)
        }
    }

    @Test func studentT() {
        for row in vectors.tails {
            let above = StudentT(degrees: row.degrees).probability(above: row.t)
            expectClose(above, row.above, "t \(row.t) with \(row.degrees)")
            // Small tails keep their digits too.
            expectClose(above / row.above, 1, "relative, t \(row.t) with \(row.degrees)")
        }
        for row in vectors.quantiles {
            expectClose(StudentT(degrees: row.degrees).quantile(row.p), row.quantile, "\(row.p) of \(row.degrees)")
        }
    }

    @Test func pairedTTest() throws {
        #expect(vectors.paired.count > 10)
        for row in vectors.paired {
            let test = try #require(TTest(paired: row.first, row.second))
            let what = "\(row.first.count) pairs"
            expectClose(test.statistic(), row.statistic, what)
            expectClose(row.p, what) { test.probability($0) }
            expectClose(test.interval(confidence: 0.9).lowerBound, row.interval?[0], what)
            expectClose(test.interval(confidence: 0.9).upperBound, row.interval?[1], what)
            expectClose(test.equivalence(within: try #require(row.margin)), row.equivalence, what)
        }
    }

    @Test func welchTest() throws {
        #expect(vectors.welch.count > 10)
        for row in vectors.welch {
            let test = try #require(TTest(welch: row.first, row.second))
            let what = "\(row.first.count) against \(row.second.count)"
            expectClose(test.statistic(), row.statistic, what)
            expectClose(test.degrees, row.degrees, what)
            expectClose(row.p, what) { test.probability($0) }
            expectClose(test.equivalence(within: try #require(row.margin)), row.equivalence, what)
        }
    }

    @Test func signedRanks() throws {
        #expect(vectors.signedRank.count > 20)
        #expect(vectors.signedRank.count { $0.exact != nil } > 5)
        for row in vectors.signedRank {
            let test = try #require(SignedRankTest(row.differences))
            let what = "\(row.differences.count) differences"
            expectClose(row.normal, "\(what), normal") { test.probability($0, method: .normal) }
            expectClose(row.exact, "\(what), exact") { test.probability($0, method: .exact) }
            expectClose(row.automatic, "\(what), automatic") { test.probability($0) }
        }
        #expect(SignedRankTest([0, 0]) == nil)
    }

    @Test func mcNemar() {
        for row in vectors.tables {
            let test = McNemarTest(onlyFirst: row.onlyFirst, onlySecond: row.onlySecond)
            let what = "\(row.onlyFirst) against \(row.onlySecond)"
            expectClose(test.exactProbability(.twoSided), row.exact, what)
            expectClose(test.exactProbability(.greater), row.greater, what)
            expectClose(test.approximateProbability(continuity: false), row.chi2, what)
            expectClose(test.approximateProbability(continuity: true), row.continuity, what)
        }
    }

    @Test func kendallsTau() {
        #expect(vectors.kendall.count > 10)
        for row in vectors.kendall {
            let tau = KendallTau(row.first, row.second)
            expectClose(tau.tau, row.tau, "\(row.first.count) things")
            expectClose(row.p, "\(row.first.count) things") { tau.probability($0) }
        }
    }

    @Test func pagesTrend() {
        for row in vectors.trends {
            let test = PageTrendTest(row.rows)
            expectClose(test.statistic, row.statistic, "\(row.rows.count) rows")
            expectClose(test.exactProbability(), row.exact, "\(row.rows.count) rows, exact")
            expectClose(test.normalProbability(), row.normal, "\(row.rows.count) rows, normal")
        }
    }

    @Test func holm() {
        for row in vectors.holm {
            for (ours, theirs) in zip(Holm.adjusted(row.p), row.adjusted) { expectClose(ours, theirs, "\(row.p)") }
        }
    }

    @Test func alphaSpending() {
        for row in vectors.spending {
            expectClose(AlphaSpending.cumulative(row.alpha, at: row.fraction), row.spent, "\(row.fraction)")
        }
        let looks = AlphaSpending(sizes: [3, 4, 5, 6])
        let levels = looks.levels(0.05)
        expectClose(levels.reduce(0, +), 0.05, "together")
        #expect(zip(levels, levels.dropFirst()).allSatisfy(<))
        // The p-value of all looks is the α at which the deciding look is just positive.
        let all = looks.probability([0.4, 0.009, 0.3])
        expectClose(looks.levels(all)[1], 0.009, "the second look decides")
        #expect(looks.probability([]) == 1)
        #expect(AlphaSpending(sizes: [3]).probability([0.03]) == 0.03)
    }

    @Test func bootstrapIntervals() throws {
        for row in vectors.bootstrap {
            let bootstrap = Bootstrap(
                estimate: row.estimate,
                distribution: row.distribution,
                leaveOneOut: row.leaveOneOut
            )
            for (method, theirs) in [(Bootstrap.Method.percentile, row.percentile), (.accelerated, row.accelerated)] {
                let ours = try #require(bootstrap.interval(confidence: row.confidence, method: method))
                expectClose(ours.lowerBound, theirs[0], "\(method)")
                expectClose(ours.upperBound, theirs[1], "\(method)")
            }
        }
    }

    @Test func bootstrapDrawsDependOnTheirStreamAlone() throws {
        let values = (0..<30).map { Double($0 * $0 % 17) }
        let draw = { (key: String) in
            Bootstrap(values, resamples: 500, stream: RandomStream(seed: 1, key: key)) { $0.mean }
        }
        #expect(draw("a") == draw("a"))
        #expect(draw("a") != draw("b"))
        let interval = try #require(draw("a").interval(confidence: 0.95))
        #expect(interval.contains(values.mean))
        #expect(
            Bootstrap([2, 2, 2], resamples: 50, stream: RandomStream(seed: 1, key: "")) { $0.mean }
                .interval(confidence: 0.9) == nil
        )
    }

    @Test func sampleSizes() throws {
        for row in vectors.pairs {
            let ours = try #require(SampleSize.pairs(effect: row.effect, alpha: row.alpha, power: row.power))
            #expect(abs(ours - row.pairs) <= 1, "\(row)")
        }
        #expect(SampleSize.pairs(effect: -1, alpha: 0.05, power: 0.8) == nil)
        #expect(SampleSize.pairs(effect: 1e-4, alpha: 0.05, power: 0.8) == nil)
    }
}
