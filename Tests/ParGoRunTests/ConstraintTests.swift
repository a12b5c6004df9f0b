import Expressions
import ParGoRun
import Sweep
import TestSupport
import Testing

/// The schema's constraints and the trainer's own check must say the same of every configuration: a constraint that is
/// too strict would stop a sweep that runs, one that is too wide would let a run fail.
@Suite struct ConstraintTests {
    private let schema: TrainerSchema

    init() throws {
        let reading = SpecReader.schema(Schema.text(), path: "schema.json")
        #expect(reading.diagnostics.isEmpty, "\(reading.diagnostics)")
        schema = try #require(reading.schema)
    }

    /// Values that go with one another now and then.
    private static let choices: [(key: String, values: [String])] = [
        ("preset", ["tiny", "mini"]),
        ("projector.kind", ["pargo", "qformer", "linear", "mlp", "resampler", "c_abstractor"]),
        ("projector.depth", ["1", "2", "3", "6"]),
        ("projector.hidden", ["32", "48", "64", "96"]), ("projector.heads", ["2", "3", "4"]),
        ("projector.partial_tokens", ["0", "9", "12", "16", "36", "144"]),
        ("projector.global_tokens", ["0", "4", "22"]),
        ("projector.cascade_widths", ["[]", "[1, 4]", "[1, 2, 4]"]), ("vision.image", ["24", "48", "96"]),
        ("vision.patch", ["4", "8", "16"]), ("vision.width", ["48", "64", "72", "192"]),
        ("vision.heads", ["3", "4", "6"]),
        ("llm.width", ["48", "64", "128"]), ("llm.heads", ["2", "4", "8"]), ("llm.kv_heads", ["1", "2", "3", "8"]),
        ("llm.length", ["64", "128", "256"]), ("lora.rank", ["0", "8"]), ("lora.targets", ["[]", #"["q_proj"]"#]),
        ("data.objects", ["2", "9"]), ("data.turns", ["1", "8", "10"]),
        ("eval.subtasks", ["[]", #"["existence"]"#, #"["count", "OCR"]"#]),
        ("data.folder", ["''", "'mine'"]), ("data.glyphs", ["0", "0.005", "0.5", "1"]),
        ("data.tasks", ["[]", "[vqa]", "[choice]", "[vqa, choice, refer, instruct]"]),
        ("eval.benchmarks", ["[]", "[mme]", "[mme, mmbench]", "[seed]"]),
    ]

    @Test func theyAgreeWithTheTrainer() throws {
        var generator = SeededGenerator(seed: 7)
        var accepted = 0
        for _ in 0..<400 {
            let keys = Self.choices.shuffled(using: &generator).prefix(Int.random(in: 0...4, using: &generator))
            let settings = keys.map { ($0.key, $0.values.randomElement(using: &generator) ?? "") }
            let isRefused = try trainerRefuses(settings)
            #expect(try constraintsRefuse(settings) == isRefused, "\(settings)")
            accepted += isRefused ? 0 : 1
        }
        // Both answers must be common for this to say anything.
        #expect((80...320).contains(accepted), "\(accepted)")
    }

    private func constraintsRefuse(_ settings: [(String, String)]) throws -> Bool {
        let fixed = settings.map { "  \($0.0): \($0.1)\n" }.joined()
        let text = "sweep: x\nseeds: 1\n" + (fixed.isEmpty ? "" : "fixed:\n\(fixed)")
        let reading = SpecReader(schema: schema) { _ in Array(text.utf8) }.read("x.yaml")
        let spec = try #require(reading.spec, "\(reading.diagnostics)")
        return !spec.constraintProblems(in: spec.plan()).isEmpty
    }

    private func trainerRefuses(_ settings: [(String, String)]) throws -> Bool {
        let fixed = settings.map { "  \($0.0): \($0.1)\n" }.joined()
        let text = "sweep: x\nseeds: 1\n" + (fixed.isEmpty ? "" : "fixed:\n\(fixed)")
        let reading = SpecReader(schema: schema) { _ in Array(text.utf8) }.read("x.yaml")
        let trial = try #require(reading.spec?.expansion().first { _ in true })
        do {
            _ = try TrainerConfiguration(json: Array(trial.configuration.json.utf8))
            return false
        } catch {
            return true
        }
    }
}
