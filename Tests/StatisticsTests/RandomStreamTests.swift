import Statistics
import Testing

@Suite("Random streams")
struct RandomStreamTests {
    @Test("give the same numbers on every machine")
    func knownNumbers() {
        var stream = RandomStream(seed: 7, key: "optimizer.lr", index: 3)
        let numbers = (0..<3).map { _ in stream.next() }
        #expect(numbers == [17_857_370_020_923_851_740, 15_822_223_274_254_009_004, 5_765_351_459_841_246_561])
    }

    @Test("differ when the seed, the text or the index differs")
    func keysMatter() {
        let keys: [(UInt64, String, Int)] = [
            (0, "a", 0), (1, "a", 0), (0, "b", 0), (0, "a", 1), (0, "a", -1), (0, "", 0), (0, "aa", 0), (.max, "a", 0),
        ]
        let first = keys.map { key in
            var stream = RandomStream(seed: key.0, key: key.1, index: key.2)
            return stream.next()
        }
        #expect(Set(first).count == keys.count)
    }

    @Test("of neighbouring indices are uniform and uncorrelated")
    func neighbours() {
        let a = (0..<20000)
            .map { index in
                var stream = RandomStream(seed: 0, key: "a", index: index)
                return stream.uniform()
            }
        let b = (0..<20000)
            .map { index in
                var stream = RandomStream(seed: 0, key: "b", index: index)
                return stream.uniform()
            }
        #expect(abs(a.mean - 0.5) < 0.01)
        #expect(abs(a.standardDeviation - (1.0 / 12).squareRoot()) < 0.01)
        let correlation = zip(a, b).map { ($0 - 0.5) * ($1 - 0.5) }.mean * 12
        #expect(abs(correlation) < 0.03)
        let serial = zip(a, a.dropFirst()).map { ($0 - 0.5) * ($1 - 0.5) }.mean * 12
        #expect(abs(serial) < 0.03)
    }

    @Test("draw normal numbers and whole numbers")
    func otherDraws() {
        var stream = RandomStream(seed: 0, key: "normal")
        let normal = (0..<20000).map { _ in stream.normal() }
        #expect(abs(normal.mean) < 0.03)
        #expect(abs(normal.standardDeviation - 1) < 0.03)
        var counts = [0, 0, 0]
        for _ in 0..<3000 { counts[stream.index(below: 3)] += 1 }
        #expect(counts.allSatisfy { abs($0 - 1000) < 120 })
    }
}
