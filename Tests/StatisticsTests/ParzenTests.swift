import Foundation
import Statistics
import Testing

@Suite("Parzen estimators")
struct ParzenTests {
    /// x; a choice of two; a level of five and a number that exist under choice 0 and 1.
    private let axes = [
        ParzenAxis(.continuous),
        ParzenAxis(.categories(2)),
        ParzenAxis(.levels(edges: [0, 0.1, 0.3, 0.5, 0.9, 1]), condition: .init(axis: 1, category: 0)),
        ParzenAxis(.continuous, condition: .init(axis: 1, category: 1)),
    ]
    private let points = [[0.2, 0, 3, .nan], [0.25, 1, .nan, 0.9], [0.7, 0, 0, .nan], [0.9, 0, 4, .nan]]

    private var estimator: ParzenEstimator {
        ParzenEstimator(axes: axes, points: points, weights: [2, 1, 1, 0.5], width: .init(slope: 1))
    }

    @Test("The density adds up to 1 over all branches")
    func integratesToOne() {
        let steps = 200
        var total = 0.0
        for i in 0..<steps {
            let x = (Double(i) + 0.5) / Double(steps)
            total += (0..<5).reduce(0) { $0 + exp(estimator.logDensity([x, 0, Double($1), .nan])) } / Double(steps)
            for j in 0..<steps {
                let y = (Double(j) + 0.5) / Double(steps)
                total += exp(estimator.logDensity([x, 1, .nan, y])) / Double(steps * steps)
            }
        }
        #expect(abs(total - 1) < 1e-3)
    }

    @Test("Draws follow the density and respect every condition")
    func draws() {
        var stream = RandomStream(seed: 0, key: "draws")
        let drawn = (0..<20000).map { _ in estimator.draw(&stream) }
        #expect(drawn.allSatisfy { ($0[1] == 0) == $0[3].isNaN && ($0[1] == 1) == $0[2].isNaN })
        let bin = drawn.filter { $0[1] == 0 && $0[2] == 3 && (0.1..<0.2).contains($0[0]) }.count
        let expected = (0..<100)
            .reduce(0) {
                $0 + exp(estimator.logDensity([0.1 + (Double($1) + 0.5) / 1000, 0, 3, .nan])) / 1000
            }
        #expect(abs(Double(bin) / 20000 - expected) < 0.01)
    }

    @Test("Without observations the density is uniform")
    func empty() {
        let prior = ParzenEstimator(axes: axes, points: [], weights: [], width: .init(slope: 1))
        #expect(abs(prior.logDensity([0.3, 0, 1, .nan]) - log(0.5 * 0.2)) < 1e-12)
        #expect(abs(prior.logDensity([0.3, 1, .nan, 0.4]) - log(0.5)) < 1e-12)
    }
}
