import Foundation
import Sweep
import Testing

/// A trainer's schema with a few keys of each type, as `pargo-run schema` would print it.
let schemaText = """
    {"x-code-version": 3, "x-commands": ["data", "backbone", "train", "eval"],
     "x-metrics": [{"name": "train/loss", "goal": "min"}, {"name": "eval/mme", "goal": "max"}],
     "type": "object", "properties": {
      "projector": {"type": "object", "properties": {
        "kind": {"type": "string", "enum": ["pargo", "qformer", "linear"], "default": "pargo", "description": "Which projector."},
        "depth": {"type": "integer", "minimum": 1, "maximum": 12, "default": 6},
        "partial_tokens": {"type": "integer", "minimum": 0, "default": 288},
        "global_tokens": {"type": "integer", "minimum": 0, "default": 16},
        "cascade_widths": {"type": "array", "items": {"type": "integer", "minimum": 1}, "default": []}}},
      "lora": {"type": "object", "properties": {
        "rank": {"type": "integer", "minimum": 1, "maximum": 512, "default": 16},
        "alpha": {"type": "number", "default": 32},
        "targets": {"type": "array", "items": {"type": "string", "enum": ["q", "k", "v", "o"]}, "default": ["q", "v"]}}},
      "optimizer": {"type": "object", "properties": {
        "lr": {"type": "number", "exclusiveMinimum": 0, "maximum": 1, "default": 0.001},
        "weight_decay": {"type": "number", "minimum": 0, "maximum": 1, "default": 0.05},
        "warmup": {"type": ["integer", "null"], "minimum": 0, "default": null}}},
      "train": {"type": "object", "properties": {
        "steps": {"type": "integer", "minimum": 1, "default": 100},
        "clip": {"type": "number", "exclusiveMinimum": 0, "default": 1},
        "resume": {"type": "boolean", "default": false}}},
      "data": {"type": "object", "properties": {"images": {"type": "integer", "minimum": 1, "default": 64},
        "name": {"type": "string", "default": "scenes"}}},
      "seed": {"type": "integer", "minimum": 0, "default": 0}}}
    """

/// The schema above, read.
func testSchema() throws -> TrainerSchema {
    let reading = SpecReader.schema(schemaText, path: "schema.json")
    #expect(reading.diagnostics.isEmpty)
    return try #require(reading.schema)
}

/// A file that a test's loader does not have.
struct MissingFile: Error, CustomStringConvertible {
    let description = "no such file"
}

/// Reads `spec.yaml` with the test schema; further files by path.
func read(_ text: String, files: [String: String] = [:], overrides: [String] = []) throws -> SpecReading {
    let reader = SpecReader(schema: try testSchema(), overrides: overrides) { path in
        guard let file = path == "spec.yaml" ? text : files[path] else { throw MissingFile() }
        return Array(file.utf8)
    }
    return reader.read("spec.yaml")
}

/// The spec of a text that must be free of errors.
func spec(
    _ text: String,
    files: [String: String] = [:],
    overrides: [String] = [],
    sourceLocation: Testing.SourceLocation = #_sourceLocation
) throws -> SweepSpec {
    let reading = try read("sweep: test\n" + text, files: files, overrides: overrides)
    let report = reading.diagnostics.map(\.description).joined(separator: "\n")
    return try #require(reading.spec, "\(report)", sourceLocation: sourceLocation)
}

extension Trial {
    /// The varying keys on one line: `projector.depth=2 seed=0`.
    var line: String { assignments.map { "\($0.path)=\($0.value)" }.joined(separator: " ") }
}
