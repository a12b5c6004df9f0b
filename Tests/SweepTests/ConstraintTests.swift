import Sweep
import Testing

/// What a trainer checks across keys is found before anything is run, at the value that is to blame.
@Suite struct ConstraintTests {
    private static let schema = """
        {"type": "object", "properties": {
          "preset": {"type": "string", "enum": ["small", "large"], "default": "small"},
          "width": {"type": "integer", "default": 12}, "heads": {"type": "integer", "default": 4},
          "rate": {"type": "number", "default": 1}, "widths": {"type": "array", "default": []}},
         "x-presets": {"key": "preset", "defaults": {"large": {"width": 30, "heads": 5}}},
         "x-constraints": [
          {"require": "width % heads == 0", "message": "width must be a multiple of heads"},
          {"require": "10 / rate > 1", "message": "the rate is too high"}]}
        """

    private func problems(_ text: String) throws -> [String] {
        let schema = try #require(SpecReader.schema(Self.schema, path: "schema.json").schema)
        let reading = SpecReader(schema: schema) { _ in Array("sweep: x\n\(text)\n".utf8) }.read("x.yaml")
        let spec = try #require(reading.spec, "\(reading.diagnostics)")
        return spec.constraintProblems(in: spec.plan()).map(\.description)
    }

    @Test(arguments: [
        (
            "axes: {heads: [4, 5]}",
            """
            x.yaml:2:19: error: the trainer would refuse trial 2: width must be a multiple of heads \
            (width = 12 by default, heads = 5). 1 of 2 trials are refused; the first is heads=5.
            """
        ),
        (
            "fixed: {heads: 7}\naxes: {rate: [1, 2]}",
            """
            x.yaml:2:9: error: the trainer would refuse trial 1: width must be a multiple of heads \
            (width = 12 by default, heads = 7). 2 of 2 trials are refused; the first is rate=1.0.
            """
        ),
        (
            "axes: {both: {zip: {width: [12, 9], heads: [4, 4]}}}",
            """
            x.yaml:2:33: error: the trainer would refuse trial 2: width must be a multiple of heads \
            (width = 9, heads = 4). 1 of 2 trials are refused; the first is width=9 heads=4.
            """
        ),
        (
            "axes: {a: {one_of: {x: {heads: 6}, y: {heads: [3, 8]}}}}",
            """
            x.yaml:2:51: error: the trainer would refuse trial 3: width must be a multiple of heads \
            (width = 12 by default, heads = 8). 1 of 3 trials are refused; the first is heads=8.
            """
        ),
        (
            "fixed: {preset: large}\naxes: {heads: [6, 4]}",
            """
            x.yaml:3:19: error: the trainer would refuse trial 2: width must be a multiple of heads \
            (width = 30 by default, heads = 4). 1 of 2 trials are refused; the first is heads=4.
            """
        ),
    ])
    func aBrokenOnePointsAtTheValue(text: String, message: String) throws {
        #expect(try problems(text) == [message])
    }

    @Test(arguments: [
        "axes: {heads: [2, 3, 6]}", "fixed: {preset: large}\naxes: {heads: [5, 6, 15]}",
        // Nothing can be computed here, so nothing is refused.
        "axes: {rate: [0]}", "fixed: {heads: 0}\naxes: {rate: [1]}",
    ])
    func nothingElseIsRefused(text: String) throws {
        #expect(try problems(text).isEmpty)
    }

    @Test func aConstraintThatIsNoneIsTheSchemasMistake() {
        let text =
            #"{"properties": {"a": {"type": "integer"}}, "x-constraints": [{"require": "b > 1", "message": "m"}]}"#
        let reading = SpecReader.schema(text, path: "schema.json")
        #expect(reading.schema == nil)
        #expect(reading.diagnostics.first?.description.contains("unknown name 'b'") == true)
    }
}
