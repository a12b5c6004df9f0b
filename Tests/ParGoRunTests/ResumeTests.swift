import Foundation
import ParGoRun
import TestSupport
import Testing

/// A run that is stopped and resumed gives the same losses, bit for bit, as one that never stopped.
@Suite struct ResumeTests {
    private static let configuration: TrainerConfiguration = {
        var configuration = TrainerConfiguration()
        (configuration.data.images, configuration.data.evaluationImages) = (12, 2)
        (configuration.backbone.visionSteps, configuration.backbone.llmSteps, configuration.backbone.batch) = (1, 1, 2)
        (configuration.projector.depth, configuration.projector.hidden, configuration.projector.ffn) = (1, 16, 20)
        // Three batches of 4 go through the 12 images once: an epoch ends inside each stage.
        (configuration.train.pretrainSteps, configuration.train.finetuneSteps) = (5, 4)
        (configuration.train.batch, configuration.train.accumulate, configuration.train.logEvery) = (2, 2, 3)
        configuration.lora.dropout = 0.1
        return configuration
    }()

    /// Runs until done, stopped at the given steps on the way; all logged values but the clock's, and the weights.
    private func run(_ folder: URL, stops: [Int], threads: Int = 2) throws -> (lines: [String], weights: String) {
        var (lines, stops, isFirst) = ([String](), stops, true)
        let target = folder.appending(path: "run-\(stops)/trained.safetensors")
        try FileManager.default.createDirectory(
            at: target.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        while true {
            var step = 0
            let cache = Cache(folder: folder.appending(path: "cache"))
            let trial = Trial(Self.configuration, cache: cache, threads: threads) { event in
                switch event {
                case .metrics(let step, let values):
                    for (name, value) in values where name.hasPrefix("train/") && !name.hasSuffix("per_second") {
                        lines.append("\(step) \(name) \(value.bitPattern)")
                    }
                case .progress(let done, _, let unit): step = unit == "step" ? done : 0
                case .message: break
                }
            }
            do {
                try trial.train(checkpoint: target, start: isFirst ? .fresh : .resume) {
                    guard step > 0, step == stops.first else { return nil }
                    stops.removeFirst()
                    return .stop
                }
                var key = ContentKey()
                try DiskFile.read(target).withUnsafeBytes { key.add($0) }
                return (lines, "\(key)")
            } catch is TrainingStopped {
                isFirst = false
            }
        }
    }

    @Test func stoppingAtAnyStepChangesNoBit() throws {
        try withTemporaryFolder { folder in
            let whole = try run(folder, stops: [])
            #expect(whole.lines.count == 4 * 4)
            for step in 1...9 {
                let parts = try run(folder, stops: [step])
                #expect(parts.lines == whole.lines, "stopped at \(step)")
                #expect(parts.weights == whole.weights, "stopped at \(step)")
            }
            let often = try run(folder, stops: [1, 2, 4, 5, 6, 8])
            #expect(often.lines == whole.lines)
            #expect(often.weights == whole.weights)
            let left = try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "run-[1]").path)
            #expect(left == ["trained.safetensors"], "checkpoints go when the weights are there")
        }
    }

    @Test func threadsChangeTheLastBitsOnly() throws {
        try withTemporaryFolder { folder in
            let (one, two) = (try run(folder, stops: [], threads: 1), try run(folder, stops: [3], threads: 2))
            func losses(_ lines: [String]) -> [Double] {
                lines.filter { $0.contains("train/loss") }
                    .compactMap { $0.split(separator: " ").last.flatMap { UInt64($0) }.map(Double.init(bitPattern:)) }
            }
            #expect(losses(one.lines).count == 4)
            for (left, right) in zip(losses(one.lines), losses(two.lines)) { #expect(abs(left - right) < 1e-3) }
        }
    }

    @Test func aCheckpointOfAnotherRunIsRefusedAndABrokenOnePassedOver() throws {
        try withTemporaryFolder { folder in
            var (configuration, said) = (Self.configuration, [String]())
            configuration.train.checkpointEvery = 1
            configuration.train.keep = 2
            let cache = Cache(folder: folder.appending(path: "cache"))
            let target = folder.appending(path: "run/trained.safetensors")
            func trial(_ configuration: TrainerConfiguration, threads: Int = 1) -> Trial {
                Trial(configuration, cache: cache, threads: threads) { event in
                    if case .message(let text) = event { said.append(text) }
                }
            }
            var asked = 0
            #expect(throws: TrainingStopped.self) {
                try trial(configuration)
                    .train(checkpoint: target) {
                        asked += said.last?.hasPrefix("Stage") == true ? 1 : 0
                        return asked == 4 ? .stop : nil
                    }
            }
            let files = try FileManager.default.contentsOfDirectory(atPath: target.deletingLastPathComponent().path)
                .sorted()
            #expect(files.count == 2 && files.allSatisfy { $0.hasPrefix("step-") }, "\(files)")
            var other = configuration
            other.optimizer.rate = 1e-5
            let refused = #expect(throws: FileFailure.self) {
                try trial(other).train(checkpoint: target, start: .resume)
            }
            #expect(refused?.reason.contains("another configuration") == true)
            let threads = #expect(throws: FileFailure.self) {
                try trial(configuration, threads: 2).train(checkpoint: target, start: .resume)
            }
            #expect(threads?.reason.contains("--threads 1") == true)
            let newest = target.deletingLastPathComponent().appending(path: files[1])
            try Data(DiskFile.read(newest).dropLast(100)).write(to: newest)
            try trial(configuration).train(checkpoint: target, start: .resume)
            #expect(said.contains { $0.hasPrefix("Passed over a broken checkpoint") })
        }
    }

    @Test func tooLittleMemoryIsSaidBeforeAnythingIsMade() throws {
        try withTemporaryFolder { folder in
            var configuration = TrainerConfiguration(.mini)
            (configuration.llm.width, configuration.llm.ffn, configuration.llm.depth) = (8192, 32_768, 80)
            (configuration.llm.heads, configuration.llm.keyHeads) = (64, 64)
            let trial = Trial(configuration, cache: Cache(folder: folder.appending(path: "cache"))) { _ in }
            let error = #expect(throws: TrainingFailure.self) {
                try trial.train(checkpoint: folder.appending(path: "w.safetensors"))
            }
            #expect(error?.description.hasPrefix("training needs about ") == true)
            let made = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            #expect(made.isEmpty)
        }
    }
}
