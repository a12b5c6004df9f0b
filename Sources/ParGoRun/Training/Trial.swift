#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

/// One configuration at work: its data, its backbone, its two stages, its evaluation.
public struct Trial {
    /// What decides the results.
    public let configuration: TrainerConfiguration
    private let cache: Cache
    let report: TrainerReport
    private let workers: Workers

    /// A trial that shares data, backbone and features with others through `cache`, and works on `threads` threads.
    ///
    /// The same configuration and number of threads give the same results to the last bit.
    public init(
        _ configuration: TrainerConfiguration,
        cache: Cache,
        threads: Int = 1,
        report: @escaping TrainerReport
    ) {
        self.configuration = configuration
        self.cache = cache
        self.report = report
        workers = Workers(threads)
    }

    private init(_ other: Trial, report: @escaping TrainerReport) {
        (configuration, cache, workers, self.report) = (other.configuration, other.cache, other.workers, report)
    }

    /// The data, generated when absent, or a folder of one's own.
    public func prepareData() throws -> DataFolder {
        let (settings, side) = (configuration.data, configuration.vision.image)
        guard settings.isGenerated else { return try DataFolder(own: configuration) }
        let suites = configuration.eval.benchmarks
        let waiting = { try report(.message("Waiting for another process that is writing the same data")) }
        let url = try cache.entry(SceneFolder.name(settings, suites, side: side), waiting: waiting) { target in
            try report(.message("Writing \(settings.images) training images and their questions"))
            try SceneFolder.write(settings, suites, side: side, to: target, report: report)
        }
        return try DataFolder(generated: url, configuration)
    }

    /// The frozen parts, trained when absent.
    public func prepareBackbone(_ data: DataFolder) throws -> Backbone {
        // Reading one takes little; what training one takes is foreseen.
        let recomputes = try hasBackbone(data) ? false : decideRecomputing(hasBackbone: false)
        return try Backbone(configuration, data, cache: cache, workers: workers, recomputes: recomputes, report: report)
    }

    private func hasBackbone(_ data: DataFolder) -> Bool { cache.has(Backbone.entry(configuration, data)) }

    /// The frozen parts' file, nil where they, or the data that they are named after, were not made yet.
    public func backboneFile() throws -> URL? {
        let (settings, side) = (configuration.data, configuration.vision.image)
        let hasData = cache.has(SceneFolder.name(settings, configuration.eval.benchmarks, side: side))
        guard hasData || !settings.isGenerated else { return nil }
        let data = try prepareData()
        return hasBackbone(data) ? cache.folder.appending(path: Backbone.entry(configuration, data)) : nil
    }

    /// A projector with fresh weights, low-rank updates beside the language model, and the two joined.
    public func assemble(_ backbone: Backbone) -> VisionLanguageModel {
        var generator = SeededGenerator(seed: configuration.seed, stream: "weights")
        let projector = configuration.makeProjector(&generator)
        backbone.language.addUpdates(configuration.lora, &generator)
        return VisionLanguageModel(projector: projector, language: backbone.language)
    }

    /// Where training starts from.
    public enum Start: Sendable {
        /// Fresh weights.
        case fresh
        /// The newest of the run's own checkpoints, or fresh weights where there is none.
        case resume
        /// The newest checkpoint of another attempt at the same run, or fresh weights where there is none.
        case attempt(URL)
        /// The weights that an earlier stage left in a file.
        case weights(URL)
    }

    /// The configured stages; the trained weights go to `target`, and checkpoints into its folder on the way.
    ///
    /// After each step `interruption` is asked whether to write a checkpoint or to stop, which throws `TrainingStopped`.
    public func train(
        checkpoint target: URL,
        start: Start = .fresh,
        interruption: @escaping () -> Interruption? = { nil }
    ) throws {
        let recomputes = try decideRecomputing()
        let (backbone, material) = try Trial(
            self,
            report: { event in
                if interruption() == .stop { throw TrainingStopped(step: nil) }
                try report(event)
            }
        )
        .prepare(for: .training)
        let model = assemble(backbone)
        let owner = CheckpointOwner(configuration, backbone: backbone.key, workers: workers.count)
        let checkpoints = CheckpointFolder(url: target.deletingLastPathComponent(), owner: owner)
        let checkpoint = try begin(start, model, checkpoints)
        var stages = Stages(configuration, model, material, checkpoints, workers: workers, interruption: interruption)
        stages.recomputes = recomputes
        try stages.run(from: checkpoint, report: report)
        try WeightFile.write(Self.trained(model), to: target)
        try checkpoints.remove(but: 0)
    }

    /// Whether layers make their activations again in the backward pass: as configured, or because memory asks for it.
    ///
    /// Throws where even that does not fit. A backbone that is not there has to be trained first.
    private func decideRecomputing(hasBackbone: Bool = true) throws -> Bool {
        func need(_ recomputes: Bool) -> MemoryNeed {
            MemoryNeed(configuration, workers: workers.count, recomputes: recomputes, hasBackbone: hasBackbone)
        }
        let (free, whole) = (FreeMemory(threads: workers.count), need(false))
        let asks = configuration.train.recompute == .auto && !whole.fits(free)
        let recomputes = configuration.train.recompute == .layers || asks
        try need(recomputes).check(free)
        if asks {
            try report(
                .message(
                    """
                    Training would need about \(whole.bytes >> 20) MiB of memory, more than is free: each layer's activations \
                    are made again in the backward pass, which takes about \(need(true).bytes >> 20) MiB and the same losses
                    """
                )
            )
        }
        return recomputes
    }

    /// What the trial needs, made or read.
    private func prepare(for purpose: TrialMaterial.Purpose) throws -> (Backbone, TrialMaterial) {
        let data = try prepareData()
        let backbone = try prepareBackbone(data)
        return (backbone, try TrialMaterial(data, for: purpose, configuration, backbone, cache, report))
    }

    private func begin(
        _ start: Start,
        _ model: VisionLanguageModel,
        _ own: CheckpointFolder
    ) throws -> Checkpoint? {
        switch start {
        case .fresh: return nil
        case .weights(let file):
            try WeightFile.read(file, into: Self.trained(model))
            return nil
        case .resume, .attempt:
            var folder = own
            if case .attempt(let other) = start { folder = CheckpointFolder(url: other, owner: own.owner) }
            let checkpoint = try folder.newest(report)
            if checkpoint == nil { try report(.message("No checkpoint in \(folder.url.path): from the beginning")) }
            return checkpoint
        }
    }

    /// The configured benchmarks' questions to a checkpoint's weights.
    public func evaluate(checkpoint: URL) throws -> [BenchmarkResult] {
        let (backbone, material) = try prepare(for: .evaluation)
        let model = assemble(backbone)
        try WeightFile.read(checkpoint, into: Self.trained(model))
        let results = try material.evaluate(model, configuration.eval, report: report)
        let step = configuration.train.pretrainSteps + configuration.train.finetuneSteps
        try report(.metrics(step: step, values: results.flatMap(\.metrics)))
        return results
    }

    /// What training changes: projector and low-rank updates.
    private static func trained(_ model: VisionLanguageModel) -> [Parameter] {
        (model.projector?.parameters ?? []) + model.language.updateParameters
    }
}
