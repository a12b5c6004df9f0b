import Expressions
import Sweep
import Testing

@Suite struct SpecDiffTests {
    @Test func trialsComeStayAndGo() throws {
        let old = try spec("axes: {projector.depth: [2, 4], lora.rank: [8]}\n").plan()
        let new = try spec("axes: {projector.depth: [4, 6, 8], lora.rank: [8]}\n").plan()
        let diff = SpecDiff(from: old, to: new)
        #expect(diff.added.map(\.trial.line) == ["projector.depth=6 lora.rank=8", "projector.depth=8 lora.rank=8"])
        #expect(diff.kept.map(\.trial.line) == ["projector.depth=4 lora.rank=8"])
        #expect(diff.dropped.map(\.trial.line) == ["projector.depth=2 lora.rank=8"])
        #expect(diff.changes.map(\.path) == ["projector.depth"])
        #expect(diff.changes.first?.new == [.int(4), .int(6), .int(8)])
        #expect(!diff.isEmpty)
    }

    @Test func theSameWorkInOtherWordsIsNoDifference() throws {
        let old = try spec("axes: {projector.depth: [2, 4]}\n").plan()
        let new = try spec("runs: [{projector.depth: 4}, {projector.depth: 2}]\nresources: {gpus: 1}\n").plan()
        let diff = SpecDiff(from: old, to: new)
        #expect(diff.isEmpty && diff.changes.isEmpty && diff.kept.count == 2)
    }

    @Test func otherCodeChangesAllKeysAndNoParameter() throws {
        let spec = try spec("axes: {projector.depth: [2, 4]}\n")
        let diff = SpecDiff(from: spec.plan(), to: spec.plan(code: .version(9)))
        #expect(diff.added.count == 2 && diff.dropped.count == 2 && diff.changes.isEmpty)
    }
}
