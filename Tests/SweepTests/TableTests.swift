import Expressions
import Sweep
import TestSupport
import Testing

@Suite struct TableTests {
    @Test func rowsAsCSVAndJSON() throws {
        let spec = try spec(
            """
            fixed: {data.name: "a, b"}
            axes: {tune: {one_of: {frozen: {}, lora: {optimizer.warmup: 4}}}, lora.alpha: [1]}
            """
        )
        let table = TrialTable(spec.expansion())
        #expect(table.csv == "data.name,optimizer.warmup,lora.alpha\n\"a, b\",,1.0\n\"a, b\",4,1.0\n")
        #expect(
            table.map(table.jsonLine).first
                == "{\"data.name\": \"a, b\", \"optimizer.warmup\": null, \"lora.alpha\": 1.0}\n"
        )
        #expect(TrialTable(spec.expansion(), onlyVarying: true).columns == ["optimizer.warmup", "lora.alpha"])
    }

    /// Expanding, writing as CSV and reading the CSV as explicit runs is the identity on trials and keys.
    @Test(arguments: 0..<40)
    func csvRoundTrip(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let hasSchema = seed.isMultiple(of: 2)
        let text = (hasSchema ? "" : "trainer: {command: [t]}\n") + randomSpec(&generator, hasSchema: hasSchema)
        let original = Array(try spec(text).expansion())
        let csv = TrialTable(try spec(text).expansion()).csv
        let back = (hasSchema ? "" : "trainer: {command: [t]}\n") + "runs: {csv: t.csv}\n"
        let again = Array(try spec(back, files: ["t.csv": csv]).expansion())
        #expect(again.map(\.configuration) == original.map(\.configuration), "\(csv)")
        #expect(again.map(\.key) == original.map(\.key))
        #expect(again.map(\.seed) == original.map(\.seed))
    }

    private func randomSpec(_ generator: inout SeededGenerator, hasSchema: Bool) -> String {
        let texts = [
            "a", "'2'", "'true'", "'null'", "''", "'a, b'", "'say \"x\"'", "'[x'", "'1e3'", "'é ü'", "'line\\n'",
            "' a '",
            "\"two\\nlines\"", "'.nan'", "'{{b}}'", "\"'quoted'\"",
        ]
        let name = texts.shuffled(using: &generator).prefix(3).joined(separator: ", ")
        let others = hasSchema ? "" : "  any: [1, 1.0, '1', true, 'true', [1, 'a'], -0.5, 1e-7, 1e20]\n"
        return """
            axes:
              data.name: [\(name)]
              lora.alpha: {normal: [32, 4], samples: \(Int.random(in: 1...3, using: &generator))}
              tune: {one_of: {frozen: {}, lora: {lora.rank: [1, 2], lora.targets: [[q], [q, v]]}}}
            \(others)seeds: \(Int.random(in: 1...3, using: &generator))

            """
    }
}
