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
    private let report: TrainerReport
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

    /// The data folder, generated when absent.
    public func prepareData() throws -> URL {
        let (settings, side) = (configuration.data, configuration.vision.image)
        let waiting = { try report(.message("Waiting for another process that is writing the same data")) }
        return try cache.entry(SceneFolder.name(settings, side: side), waiting: waiting) { target in
            try report(.message("Writing \(settings.images) training images and their questions"))
            try SceneFolder.write(settings, side: side, to: target, report: report)
        }
    }

    /// The frozen parts, trained when absent.
    public func prepareBackbone() throws -> Backbone {
        try Backbone(configuration, cache: cache, workers: workers, report: report)
    }

    /// A projector with fresh weights, low-rank updates beside the language model, and the two joined.
    public func assemble(_ backbone: Backbone) -> VisionLanguageModel {
        var generator = SeededGenerator(seed: configuration.seed, stream: "weights")
        let lora = configuration.lora
        let projector = configuration.makeProjector(&generator)
        if lora.rank > 0 {
            backbone.language.addUpdates(
                rank: lora.rank,
                alpha: Float(lora.alpha),
                dropout: Float(lora.dropout),
                targets: lora.targets,
                &generator
            )
        }
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
        try MemoryNeed(configuration, workers: workers.count).check()
        let (backbone, material) = try Trial(
            self,
            report: { event in
                if interruption() == .stop { throw TrainingStopped(step: nil) }
                try report(event)
            }
        )
        .prepare()
        let model = assemble(backbone)
        let owner = CheckpointOwner(configuration, workers: workers.count)
        let checkpoints = CheckpointFolder(url: target.deletingLastPathComponent(), owner: owner)
        let checkpoint = try begin(start, model, checkpoints)
        try Stages(configuration, model, material, checkpoints, workers: workers, interruption: interruption)
            .run(from: checkpoint, report: report)
        try WeightFile.write(Self.trained(model), to: target)
        try checkpoints.remove(but: 0)
    }

    /// What training needs, made or read.
    private func prepare() throws -> (Backbone, TrialMaterial) {
        let folder = try prepareData()
        let backbone = try prepareBackbone()
        return (backbone, try TrialMaterial(folder, configuration, backbone, cache, report))
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

    /// The held-out questions to a checkpoint's weights.
    public func evaluate(checkpoint: URL) throws -> EvaluationResult {
        let (backbone, material) = try prepare()
        let model = assemble(backbone)
        try WeightFile.read(checkpoint, into: Self.trained(model))
        return try evaluate(model, material)
    }

    private func evaluate(_ model: VisionLanguageModel, _ material: TrialMaterial) throws -> EvaluationResult {
        let step = configuration.train.pretrainSteps + configuration.train.finetuneSteps
        let result = material.evaluate(model, configuration.eval)
        try report(.metrics(step: step, values: result.metrics))
        return result
    }

    /// What training changes: projector and low-rank updates.
    private static func trained(_ model: VisionLanguageModel) -> [Parameter] {
        (model.projector?.parameters ?? []) + model.language.updateParameters
    }
}
