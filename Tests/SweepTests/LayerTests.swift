import Expressions
import Sweep
import Testing

@Suite struct LayerTests {
    private func values(_ text: String, files: [String: String] = [:], overrides: [String] = []) throws -> [String] {
        try spec(text, files: files, overrides: overrides).expansion()
            .map { trial in
                trial.configuration.entries.map { "\($0.path)=\($0.value)" }.joined(separator: " ")
            }
    }

    @Test func theSpecGoesBeforeItsIncludesAndLaterOnesBeforeEarlier() throws {
        let files = [
            "base/a.yaml": "include: b.yaml\nfixed: {lora.rank: 1, train.steps: 1}\n",
            "base/b.yaml": "fixed: {lora.rank: 2, train.steps: 2, data.images: 2}\n",
            "c.yaml": "fixed: {train.steps: 3, data.images: 3}\n",
        ]
        let text = "include: [base/a.yaml, c.yaml]\nfixed: {data.images: 4}\n"
        #expect(try values(text, files: files) == ["data.images=4 lora.rank=1 train.steps=3"])
    }

    @Test func aFileMayBeIncludedTwice() throws {
        let files = ["a.yaml": "include: c.yaml\n", "b.yaml": "include: c.yaml\n", "c.yaml": "fixed: {lora.rank: 3}\n"]
        #expect(try values("include: [a.yaml, b.yaml]\n", files: files) == ["lora.rank=3"])
    }

    @Test(arguments: [
        ("fixed: {lora.alpha: !remove }\n", "lora.rank=3"),
        ("fixed: {lora: !remove }\n", ""),
        ("fixed: {lora: {alpha: !remove }}\n", "lora.rank=3"),
        ("axes: {lora.alpha: [5]}\n", "lora.alpha=5.0 lora.rank=3"),
        ("fixed: !remove\n", ""),
    ])
    func inheritedKeysCanBeRemoved(text: String, expected: String) throws {
        let files = ["a.yaml": "fixed: {lora.rank: 3, lora.alpha: 4}\n"]
        #expect(try values("include: a.yaml\n" + text, files: files) == [expected])
    }

    @Test func aFixedKeyReplacesAnInheritedAxis() throws {
        let files = ["a.yaml": "axes: {lora.rank: [1, 2, 3], projector.depth: [2]}\n"]
        #expect(
            try values("include: a.yaml\nfixed: {lora.rank: 7}\n", files: files) == ["lora.rank=7 projector.depth=2"]
        )
    }

    @Test(arguments: [
        (["lora.rank=7"], ["lora.rank=7"]),
        (["lora.rank = 7"], ["lora.rank=7"]),
        (["axes.lora.rank=[7, 8]"], ["lora.rank=7", "lora.rank=8"]),
        (["axes.lora.rank={range: [7, 8]}"], ["lora.rank=7", "lora.rank=8"]),
        (["~lora.rank"], [""]),
        (["~axes.lora.rank"], [""]),
        (["seeds=2", "lora.rank=7"], ["lora.rank=7 seed=0", "lora.rank=7 seed=1"]),
        (["lora.rank=7", "lora.rank=8"], ["lora.rank=8"]),
        (["lora.rank=7", "axes.lora.rank=[9]"], ["lora.rank=9"]),
        (["lora.rank=\"{3 * 3}\""], ["lora.rank=9"]),
        (["fixed.data.name=x", "~axes"], ["data.name=x"]),
    ])
    func overrides(overrides: [String], expected: [String]) throws {
        #expect(try values("axes: {lora.rank: [4, 5]}\n", overrides: overrides) == expected)
    }

    @Test func overridesReachIntoSections() throws {
        let text = "resources: {gpus: 2, time: 1h}\nstages: {fit: {run: train}, eval: {run: eval, needs: fit}}\n"
        let overrides = [
            "resources.gpus=4", "stages.fit.run=train --long", "stages.eval.resources={gpus: 1}", "env.export.OMP=3",
        ]
        let spec = try spec(text, overrides: overrides)
        #expect(spec.stages.map(\.commands) == [["train --long"], ["eval"]])
        #expect(spec.plan().jobs.map(\.resources.gpus) == [4, 1])
        #expect(spec.plan().jobs.map(\.resources.time) == [3600, 3600])
        #expect(spec.environment.exports == [.init(name: "OMP", value: "3")])
    }
}
