import Statistics
import Testing

@Suite("Sobol' sequences")
struct SobolTests {
    @Test("Unscrambled, they start with the published points")
    func firstPoints() {
        let expected: [Int: [Double]] = [
            0: [0, 0.5, 0.75, 0.25, 0.375, 0.875, 0.625, 0.125, 0.1875, 0.6875, 0.9375, 0.4375],
            1: [0, 0.5, 0.25, 0.75, 0.375, 0.875, 0.125, 0.625, 0.3125, 0.8125, 0.0625, 0.5625],
            2: [0, 0.5, 0.25, 0.75, 0.625, 0.125, 0.875, 0.375, 0.9375, 0.4375, 0.6875, 0.1875],
            3: [0, 0.5, 0.25, 0.75, 0.875, 0.375, 0.625, 0.125, 0.4375, 0.9375, 0.1875, 0.6875],
            4: [0, 0.5, 0.75, 0.25, 0.375, 0.875, 0.625, 0.125, 0.5625, 0.0625, 0.3125, 0.8125],
            20: [0, 0.5, 0.25, 0.75, 0.125, 0.625, 0.375, 0.875, 0.1875, 0.6875, 0.4375, 0.9375],
        ]
        for (dimension, points) in expected {
            let sequence = SobolSequence(dimension: dimension)
            #expect(points.indices.map { sequence[$0] } == points, "dimension \(dimension)")
        }
    }

    @Test("Each block of 2^k points puts one into each of 2^k intervals, scrambled or not, numbered or named")
    func stratified() {
        for dimension in 0..<SobolSequence.dimensionCount {
            expectStratified(SobolSequence(dimension: dimension))
            expectStratified(SobolSequence(dimension: dimension, seed: 5))
            expectStratified(SobolSequence(name: "p\(dimension)", seed: 5))
        }
    }

    private func expectStratified(_ sequence: SobolSequence) {
        for size in [2, 8, 64, 256] {
            for start in [0, size, 5 * size] {
                let cells = Set((start..<(start + size)).map { Int(sequence[$0] * Double(size)) })
                #expect(cells.count == size)
            }
        }
    }

    @Test("Two numbered dimensions fill the square: 64 points, one in each of 8 by 8 cells for the first two")
    func square() {
        for seed in 0..<20 {
            let x = SobolSequence(dimension: 0, seed: UInt64(seed))
            let y = SobolSequence(dimension: 1, seed: UInt64(seed))
            #expect(Set((0..<64).map { Int(x[$0] * 8) * 8 + Int(y[$0] * 8) }).count == 64)
        }
    }

    @Test("Two names give sequences that do not follow one another")
    func namesAreUncorrelated() {
        for pair in 0..<40 {
            let x = SobolSequence(name: "a\(pair)", seed: 1)
            let y = SobolSequence(name: "b\(pair)", seed: 1)
            let correlation = (0..<256).map { (x[$0] - 0.5) * (y[$0] - 0.5) }.mean * 12
            #expect(abs(correlation) < 0.5, "a\(pair), b\(pair)")
        }
    }

    @Test("Another seed scrambles differently")
    func seeds() {
        #expect(SobolSequence(dimension: 3, seed: 1)[9] != SobolSequence(dimension: 3, seed: 2)[9])
        #expect(SobolSequence(name: "lr", seed: 1)[9] != SobolSequence(name: "lr", seed: 2)[9])
    }
}
