import Foundation
import ParGoRun
import TestSupport
import Testing

/// A whole trial of the smallest sizes, from nothing to scores.
@Suite struct TrialTests {
    private static let configuration: TrainerConfiguration = {
        var configuration = TrainerConfiguration()
        (configuration.data.images, configuration.data.evaluationImages) = (16, 3)
        (configuration.backbone.visionSteps, configuration.backbone.llmSteps, configuration.backbone.batch) = (2, 2, 4)
        (configuration.train.pretrainSteps, configuration.train.finetuneSteps) = (4, 4)
        (configuration.train.batch, configuration.train.logEvery) = (4, 2)
        configuration.lora.dropout = 0.1
        return configuration
    }()

    private func metrics(_ configuration: TrainerConfiguration, _ cache: URL, _ checkpoint: URL) throws -> [String] {
        var lines: [String] = []
        let trial = Trial(configuration, cache: Cache(folder: cache)) { event in
            guard case .metrics(let step, let values) = event else { return }
            // Speed is the clock's; everything else must repeat bit for bit.
            for (name, value) in values where !name.hasSuffix("tokens_per_second") && !name.hasPrefix("backbone/") {
                lines.append("\(step) \(name) \(value)")
            }
        }
        try trial.train(checkpoint: checkpoint)
        _ = try trial.evaluate(checkpoint: checkpoint)
        return lines
    }

    @Test func theSameSeedGivesTheSameLossesBitForBit() throws {
        try withTemporaryFolder { folder in
            let checkpoint = folder.appending(path: "w.safetensors")
            let first = try metrics(Self.configuration, folder.appending(path: "a"), checkpoint)
            let fromTheCache = try metrics(Self.configuration, folder.appending(path: "a"), checkpoint)
            let fromNothing = try metrics(Self.configuration, folder.appending(path: "b"), checkpoint)
            #expect(first == fromTheCache)
            #expect(first == fromNothing)
            var other = Self.configuration
            other.seed = 1
            #expect(try metrics(other, folder.appending(path: "a"), checkpoint) != first)
            #expect(first.count { $0.contains("train/loss") } == 4)
            #expect(first.contains { $0.contains("eval/mme.count") })
        }
    }

    @Test func aCheckpointGivesTheSameScoresEachTimeAndFitsNoOtherModel() throws {
        try withTemporaryFolder { folder in
            let (cache, checkpoint) = (Cache(folder: folder), folder.appending(path: "w.safetensors"))
            let trial = Trial(Self.configuration, cache: cache) { _ in }
            try trial.train(checkpoint: checkpoint)
            let first = try trial.evaluate(checkpoint: checkpoint)
            #expect(try trial.evaluate(checkpoint: checkpoint).map(\.items) == first.map(\.items))
            #expect(first.map(\.items.count) == [4 * 3 * 2])
            var other = Self.configuration
            other.projector.partialTokens = 12
            let wrong = Trial(other, cache: cache) { _ in }
            #expect(throws: FileFailure.self) { try wrong.evaluate(checkpoint: checkpoint) }
        }
    }

    @Test func aLossThatIsNoNumberEndsTheRunWithOneLine() throws {
        try withTemporaryFolder { folder in
            var configuration = Self.configuration
            (configuration.optimizer.rate, configuration.train.clip) = (10, 0)
            (configuration.optimizer.warmup, configuration.train.pretrainSteps) = (0, 400)
            configuration.optimizer.adam.weightDecay = 10
            let trial = Trial(configuration, cache: Cache(folder: folder)) { _ in }
            let error = #expect(throws: TrainingFailure.self) {
                try trial.train(checkpoint: folder.appending(path: "w.safetensors"))
            }
            let text = try #require(error?.description)
            #expect(text.hasPrefix("stage 1"))
            #expect(text.contains(" became ") && text.contains("first in the "), "\(text)")
        }
    }
}
