import Foundation
import ParGoRun
import TestSupport
import Testing

/// Gradient checkpointing: layers that make their activations again in the backward pass give the same bits from less memory.
@Suite struct RecomputeTests {
    private static func configuration(_ kind: ProjectorSettings.Kind, depth: Int) -> TrainerConfiguration {
        var configuration = TrainerConfiguration()
        (configuration.projector.kind, configuration.projector.depth, configuration.llm.depth) = (kind, depth, depth)
        (configuration.train.batch, configuration.train.pretrainSteps, configuration.train.finetuneSteps) = (6, 3, 3)
        (configuration.data.images, configuration.data.evaluationImages) = (12, 2)
        (configuration.backbone.visionSteps, configuration.backbone.llmSteps, configuration.backbone.batch) = (1, 2, 2)
        configuration.train.logEvery = 1
        return configuration
    }

    /// Two workers, and parts of different length one after another: what one part leaves must not reach the next.
    @Test(arguments: [1, 2]) func stepsGiveTheSameBitsFromLessMemory(stage: Int) {
        for kind in [ProjectorSettings.Kind.pargo, .qformer, .mlp] {
            var configuration = Self.configuration(kind, depth: 3)
            (configuration.projector.partialTokens, configuration.projector.globalTokens) = (9, 0)
            configuration.train.batch = 11
            func steps(_ recomputes: Bool) -> Benchmark.Result {
                Benchmark(configuration, stage: stage, threads: 2, part: 2, recomputes: recomputes)
                    .run(warmup: 1, steps: 3)
            }
            let (kept, again) = (steps(false), steps(true))
            #expect(kept.losses == again.losses, "\(kind)")
            #expect(again.foreseenMemory < kept.foreseenMemory, "\(kind)")
            #expect(again.operationsLeft > kept.operationsLeft, "\(kind)")
        }
    }

    /// Whole runs, with dropout on all maps: the same elements are dropped when a layer is run again.
    @Test(arguments: [1, 2, 4]) func aWholeRunEndsWithTheSameWeights(depth: Int) throws {
        try withTemporaryFolder { folder in
            var configuration = Self.configuration(.pargo, depth: depth)
            (configuration.lora.dropout, configuration.lora.targets) = (0.2, LoRATarget.allCases)
            func train(_ recompute: TrainingSettings.Recompute) throws -> (lines: [String], weights: [UInt8]) {
                configuration.train.recompute = recompute
                var lines: [String] = []
                // A cache of its own: the backbone is trained in the same way.
                let cache = Cache(folder: folder.appending(path: "\(recompute)"))
                let trial = Trial(configuration, cache: cache, threads: 2) { event in
                    guard case .metrics(let step, let values) = event else { return }
                    for (name, value) in values where !name.hasSuffix("per_second") {
                        lines.append("\(step) \(name) \(value)")
                    }
                }
                let target = folder.appending(path: "\(recompute).safetensors")
                try trial.train(checkpoint: target)
                return (lines, try DiskFile.read(target))
            }
            let (kept, again) = (try train(.never), try train(.layers))
            #expect(kept.lines == again.lines)
            #expect(kept.weights == again.weights)
            #expect(kept.lines.count { $0.contains("train/loss") } == 6)
        }
    }
}
