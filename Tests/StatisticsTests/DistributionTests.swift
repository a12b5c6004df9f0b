import Statistics
import Testing

@Suite("Normal distributions")
struct DistributionTests {
    /// Values of SciPy 1.17.
    @Test(
        "The quantile is exact to 1e-9, far into the tails",
        arguments: [
            (1e-300, -37.0470962993612), (1e-20, -9.262340089798409), (1e-9, -5.9978070150076865),
            (1e-5, -4.264890793922825), (0.001, -3.090232306167813), (0.02425, -1.972961051311885),
            (0.05, -1.6448536269514729), (0.1, -1.2815515655446004), (0.3, -0.5244005127080409), (0.5, 0),
            (0.7, 0.5244005127080407), (0.975, 1.959963984540054), (0.999, 3.090232306167813),
        ]
    )
    func quantile(probability: Double, expected: Double) {
        #expect(abs(StandardNormal.quantile(probability) - expected) < 1e-12 * max(1, abs(expected)))
    }

    /// Values of SciPy 1.17.
    @Test(
        "The probability keeps its relative accuracy in the lower tail",
        arguments: [
            (-37, 5.7255712225239266e-300), (-20, 2.7536241186061556e-89), (-10, 7.61985302416047e-24),
            (-8, 6.22096057427174e-16), (-7.1, 6.237844463331586e-13), (-7, 1.279812543885835e-12),
            (-3, 0.0013498980316300933), (-1.96, 0.024997895148220435), (-1, 0.15865525393145707),
            (-0.1, 0.460172162722971), (0, 0.5), (0.5, 0.6914624612740131), (1, 0.8413447460685429),
            (2.5, 0.9937903346742238), (5, 0.9999997133484281), (8, 0.9999999999999993),
        ]
    )
    func probability(z: Double, expected: Double) {
        #expect(abs(StandardNormal.probability(below: z) / expected - 1) < 1e-6)
        #expect(abs(StandardNormal.probability(below: z) - expected) < 1e-14)
    }

    @Test("Quantile and probability undo one another")
    func inverse() {
        for step in 1..<1000 {
            let share = Double(step) / 1000
            #expect(abs(StandardNormal.probability(below: StandardNormal.quantile(share)) - share) < 1e-13)
        }
        #expect(StandardNormal.quantile(0) == -.infinity)
        #expect(StandardNormal.quantile(1) == .infinity)
        #expect(StandardNormal.quantile(-0.1).isNaN)
        #expect(StandardNormal.quantile(1.1).isNaN)
    }

    /// Values of SciPy 1.17.
    @Test("A truncated normal has the known density, quantiles and probability")
    func truncated() {
        let near = TruncatedNormal(mean: 0.2, deviation: 0.1, bounds: 0...1)
        #expect(abs(near.logDensity(0.3) - 0.9066594691183372) < 1e-12)
        #expect(abs(near.quantile(0.25) - 0.13782787830797752) < 1e-12)
        #expect(near.logDensity(-0.1) == -.infinity)
        let tail = TruncatedNormal(mean: 0, deviation: 1, bounds: 5...9)
        #expect(abs(tail.quantile(0.5) - 5.1320183320442245) < 1e-6)
        #expect(abs(tail.logDensity(6) - -3.8539401392155526) < 1e-6)
        let wide = TruncatedNormal(mean: 0, deviation: 1, bounds: -1...2)
        #expect(abs(wide.probability(of: -0.5...0.5) - 0.46778333981528264) < 1e-12)
    }

    @Test("Draws of a truncated normal stay inside the bounds, wherever they lie")
    func bounds() {
        var stream = RandomStream(seed: 3, key: "bounds")
        for _ in 0..<2000 {
            let low = -60 + 120 * stream.uniform()
            let normal = TruncatedNormal(mean: 0, deviation: 1, bounds: low...(low + 5 * stream.uniform()))
            for share in [1e-12, stream.uniform(), 1 - 1e-12] {
                #expect(normal.bounds.contains(normal.quantile(share)))
            }
        }
    }

    @Test("Means, deviations and quantiles")
    func summary() {
        #expect([1.0, 2, 6].mean == 3)
        #expect([2.0, 4, 4, 4, 5, 5, 7, 9].standardDeviation == (32.0 / 7).squareRoot())
        #expect([3.0, 1, 2].median == 2)
        #expect([4.0, 1, 2, 3].median == 2.5)
        #expect([1.0, 2, 3, 4].quantile(0.25) == 1.75)
        #expect([1.0, .infinity, .infinity].median == .infinity)
        #expect([1.0, 2, .infinity].median == 2)
        #expect([Double]().mean.isNaN)
        #expect([1.0].standardDeviation.isNaN)
    }
}
