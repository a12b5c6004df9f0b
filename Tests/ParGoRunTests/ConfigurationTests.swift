import ParGoRun
import TestSupport
import Testing

/// Configurations: defaults, presets, and each way to get one wrong with the line that says so.
@Suite struct ConfigurationTests {
    private func read(_ json: String) throws -> TrainerConfiguration {
        try TrainerConfiguration(json: Array(json.utf8))
    }

    @Test func nothingIsTheTinyPreset() throws {
        #expect(try read("{}") == TrainerConfiguration())
        #expect(try read(#"{"preset": "tiny"}"#) == TrainerConfiguration())
    }

    @Test func keysLandInTheirPlaces() throws {
        let configuration = try read(
            """
            {"projector": {"depth": 3, "partial_tokens": 12, "perception": "cascaded", "cascade_widths": [1, 3, 12]},
             "lora": {"rank": 0, "targets": ["q_proj"]}, "optimizer": {"lr": 1e-4, "betas": [0.8, 0.9]}, "seed": 5}
            """
        )
        #expect(configuration.projector.depth == 3)
        #expect(configuration.projector.perception == .cascaded)
        #expect(configuration.projector.cascadeWidths == [1, 3, 12])
        #expect(configuration.lora.targets == [.query])
        #expect(configuration.optimizer.rate == 1e-4)
        #expect(configuration.optimizer.adam.beta2 == 0.9)
        #expect(configuration.seed == 5)
    }

    @Test func aPresetIsWhereOtherKeysStartFrom() throws {
        let configuration = try read(#"{"preset": "mini", "lora": {"rank": 4}}"#)
        #expect(configuration.visualTokens == 144)
        #expect(configuration.projector.partialTokens == 72)
        #expect(configuration.lora.rank == 4)
    }

    @Test(arguments: [
        (#"{"projector": {"dept": 2}}"#, "projector.dept: is no key of this trainer. Did you mean 'projector.depth'?"),
        (#"{"projectr": {"depth": 2}}"#, "projectr: is no key of this trainer. Did you mean 'projector'?"),
        (#"{"zzz": 1}"#, "zzz: is no key of this trainer"),
        (#"{"lora": 8}"#, "lora: is a section and needs an object of keys"),
        (#"{"lora": {"rank": "8"}}"#, "lora.rank: must be a whole number, not a text"),
        (#"{"lora": {"rank": 2.5}}"#, "lora.rank: must be a whole number, not a number"),
        (#"{"lora": {"rank": true}}"#, "lora.rank: must be a whole number, not true or false"),
        (#"{"lora": {"rank": -1}}"#, "lora.rank: is -1, must be 0 to 1024"),
        (#"{"optimizer": {"lr": 0}}"#, "optimizer.lr: is 0, must be above 0 and at most 10"),
        (#"{"optimizer": {"betas": [0.9]}}"#, "optimizer.betas: needs 2 numbers, has 1"),
        (
            #"{"projector": {"kind": "pargoo"}}"#,
            "projector.kind: is 'pargoo', must be one of pargo, qformer, linear, mlp, resampler, c_abstractor. Did you mean 'pargo'?"
        ),
        (
            #"{"projector": {"partial_tokens": 20}}"#,
            "projector.partial_tokens: is 20, must divide the 36 visual tokens. Nearest that does: 18"
        ),
        (
            #"{"projector": {"partial_tokens": 0, "global_tokens": 0}}"#,
            "projector.global_tokens: is 0 and so is projector.partial_tokens: no token is left"
        ),
        (
            #"{"projector": {"cascade_widths": [1, 2, 3]}}"#,
            "projector.cascade_widths: has 3 widths for projector.depth 2"
        ),
        (#"{"vision": {"patch": 7}}"#, "vision.patch: is 7, must divide vision.image 48"),
        (#"{"lora": {"targets": []}}"#, "lora.targets: is empty while lora.rank is 8. Set lora.rank to 0"),
        (#"{"lora": {"targets": ["q_proj", "q_proj"]}}"#, "lora.targets: names something twice"),
        (#"{"data": {"folder": 3}}"#, "data.folder: must be a text, not a whole number"),
        (#"{"data": {"tasks": []}}"#, "data.tasks: names no task"),
        (
            #"{"eval": {"subtasks": ["OCR"]}}"#,
            "eval.subtasks: names OCR, and generated scenes have existence, count, position, color. "
                + "Set data.glyphs above 0, or data.folder to a folder with MME's files"
        ),
        (
            #"{"eval": {"subtasks": ["posters"]}, "data": {"glyphs": 0.5}}"#,
            "eval.subtasks: names posters, and generated scenes have existence, count, position, color, OCR. "
                + "Set data.folder to a folder with MME's files"
        ),
        (
            #"{"data": {"glyphs": 0.001}}"#,
            "data.glyphs: is 0.001: hardly a scene would have a letter; must be 0 or at least 0.01"
        ),
        (
            #"{"eval": {"benchmarks": ["seed"]}}"#,
            "eval.benchmarks: names seed, whose lettered options a model without the task choice does not know. "
                + "Add choice to data.tasks"
        ),
        (
            #"{"data": {"tasks": ["vqa", "choice"]}}"#,
            "llm.length: is 192, but image tokens and text can take 383. Set it to 383"
        ),
        (#"[1]"#, "configuration: must be an object of keys, not a list"),
        (#"{"seed": 1"#, "configuration: is no JSON"),
    ])
    func eachMistakeHasItsLine(json: String, message: String) {
        let error = #expect(throws: ConfigurationError.self) { try read(json) }
        #expect(error?.description == message)
    }

    @Test func theSchemaIsWhatItWas() throws {
        try expectSnapshot(Schema.text(), named: "schema.json")
    }

    @Test func keysAreUniqueAndExplained() {
        let paths = ConfigurationTable.keys.map(\.path)
        #expect(Set(paths).count == paths.count)
        #expect(ConfigurationTable.keys.allSatisfy { $0.summary.hasSuffix(".") })
    }
}
