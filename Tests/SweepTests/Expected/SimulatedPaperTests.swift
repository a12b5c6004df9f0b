import Statistics
import Sweep
import Testing

/// Papers whose truth is known: how often a claim that is false comes out as reproduced, and how often a true one does.
@Suite struct SimulatedPaperTests {
    /// Rows whose true values are known; each seed shifts all rows together, as a shared seed does, and each by itself.
    private func measurements(_ truth: [String: Double], seeds: Int, _ stream: inout RandomStream) -> [RowMeasurement] {
        let shared = (0..<seeds).map { _ in stream.normal() }
        return truth.sorted { $0.key < $1.key }
            .map { row, mean in measured(row, shared.map { mean + $0 + stream.normal() }) }
    }

    private let text = tableText(
        extra: "seeds: {min: 3, max: 8, step: 1}",
        rows: """
            a: {where: {depth: 1}, get: x}
              b: {where: {depth: 2}, get: x}
              c: {where: {depth: 3}, get: x}
              d: {where: {depth: 4}, get: x}
            """,
        claims: """
            beats: {test: b beats a}
              same: {test: a equivalent to d within 2}
              trend: {test: monotone in depth}
              best: {test: best at d}
            """
    )

    /// How often any of these claims was reproduced, and how often each was.
    private func rates(_ truth: [String: Double], papers: Int, key: String) throws -> (any: Double, each: [Double]) {
        let table = try table(text)
        var anyCount = 0
        var each = [Int](repeating: 0, count: table.claims.count)
        for paper in 0..<papers {
            var stream = RandomStream(seed: 7, key: key, index: paper)
            let report = TableReport(table, measurements: measurements(truth, seeds: 8, &stream))
            let hits = report.claims.map { $0.verdict == .reproduced }
            if hits.contains(true) { anyCount += 1 }
            for (index, hit) in hits.enumerated() where hit { each[index] += 1 }
        }
        return (Double(anyCount) / Double(papers), each.map { Double($0) / Double(papers) })
    }

    @Test func falseClaimsAreSeldomReproduced() throws {
        // Nothing differs but the last row, by exactly the margin: each claim is false, as near to true as can be.
        let papers = 600
        let found = try rates(["a": 0, "b": 0, "c": 0, "d": 2], papers: papers, key: "null")
        // `d` is the best here, so `best` is true and does not count; the other three claims are false.
        let falseRate = found.each.dropLast().reduce(0, +)
        let error = (0.05 * 0.95 / Double(papers)).squareRoot()
        #expect(falseRate <= 0.05 + 3 * error, "\(found)")
    }

    @Test func trueClaimsAreReproducedWhenTheEffectIsLarge() throws {
        // Steps of 4 standard deviations of a run: three in four papers or more.
        let found = try rates(["a": 0, "b": 4, "c": 8, "d": 12], papers: 100, key: "large")
        #expect(found.each[0] > 0.9 && found.each[2] > 0.75 && found.each[3] > 0.9, "\(found)")
        #expect(found.each[1] == 0)
    }
}
