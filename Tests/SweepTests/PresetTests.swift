import Expressions
import Sweep
import Testing

/// A preset changes what absent keys mean, so it must change what is the same trial too.
@Suite struct PresetTests {
    private static let schema = """
        {"type": "object", "properties": {
          "preset": {"type": "string", "enum": ["small", "large"], "default": "small"},
          "rank": {"type": "integer", "default": 8}, "alpha": {"type": "integer", "default": 1}, "seed": {"type": "integer", "default": 0}},
         "x-presets": {"key": "preset", "defaults": {"large": {"rank": 16}}}}
        """

    private func trials(_ text: String) throws -> [Trial] {
        let schema = try #require(SpecReader.schema(Self.schema, path: "schema.json").schema)
        let reading = SpecReader(schema: schema) { _ in Array("sweep: x\nseeds: 1\n\(text)\n".utf8) }.read("x.yaml")
        return Array(try #require(reading.spec, "\(reading.diagnostics)").expansion())
    }

    @Test func aValueIsNotTheDefaultOfAnotherPreset() throws {
        let left = try trials("fixed: {preset: large}").map(\.key)
        let small = try trials("fixed: {preset: large, rank: 8}").map(\.key)
        #expect(left != small)
    }

    @Test func theUsualPresetChangesNothing() throws {
        let keys = try ["", "fixed: {preset: small}", "fixed: {rank: 8}"].map { try trials($0).map(\.key) }
        #expect(Set(keys).count == 1)
    }

    @Test func expressionsSeeThePresetsDefaults() throws {
        let alphas = try trials("fixed: {preset: large, alpha: \"{2 * rank}\"}").map { $0.configuration["alpha"] }
        #expect(alphas == [.int(32)])
    }

    @Test func anAlternativeThatLeavesAKeyAloneTakesThePresets() throws {
        let text = "fixed: {preset: large}\naxes: {tune: {one_of: {off: {}, on: {rank: 4}}}}"
        #expect(try trials(text).map { $0.configuration["rank"] } == [.int(16), .int(4)])
        let varying = "axes: {preset: [small, large], tune: {one_of: {off: {}, on: {rank: 4}}}}"
        #expect(try trials(varying).map { $0.configuration["rank"] } == [nil, .int(4), nil, .int(4)])
    }
}
