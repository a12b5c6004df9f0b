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

    /// A trial that shares data, backbone and features with others through `cache`.
    public init(_ configuration: TrainerConfiguration, cache: Cache, report: @escaping TrainerReport) {
        self.configuration = configuration
        self.cache = cache
        self.report = report
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
        try Backbone(configuration, cache: cache, report: report)
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

    /// Both stages; the trained weights go to `checkpoint`.
    public func train(checkpoint: URL) throws {
        let folder = try prepareData()
        let backbone = try prepareBackbone()
        let material = try TrialMaterial(folder, configuration, backbone, cache, report)
        let model = assemble(backbone)
        try Stages(configuration, model, material).run(report: report)
        try WeightFile.write(Self.trained(model), to: checkpoint)
    }

    /// The held-out questions to a checkpoint's weights.
    public func evaluate(checkpoint: URL) throws -> EvaluationResult {
        let folder = try prepareData()
        let backbone = try prepareBackbone()
        let model = assemble(backbone)
        try WeightFile.read(checkpoint, into: Self.trained(model))
        return try evaluate(model, try TrialMaterial(folder, configuration, backbone, cache, report))
    }

    private func evaluate(_ model: VisionLanguageModel, _ material: TrialMaterial) throws -> EvaluationResult {
        let step = configuration.train.pretrainSteps + configuration.train.finetuneSteps
        let result = material.evaluate(model, batch: configuration.eval.batch)
        try report(.metrics(step: step, values: result.metrics))
        return result
    }

    /// What training changes: projector and low-rank updates.
    private static func trained(_ model: VisionLanguageModel) -> [Parameter] {
        (model.projector?.parameters ?? []) + model.language.updateParameters
    }
}

extension TrainerConfiguration {
    /// The configured projector with fresh weights.
    func makeProjector(_ generator: inout SeededGenerator) -> ParGoProjector {
        var shape = ParGoProjector.Shape()
        (shape.depth, shape.hidden) = (projector.depth, projector.hidden)
        (shape.heads, shape.ffn) = (projector.heads, projector.ffn)
        (shape.visualWidth, shape.llmWidth) = (vision.width, llm.width)
        let all = projector.partialTokens + projector.globalTokens
        let partial = projector.kind == .pargo ? projector.partialTokens : 0
        let mask = PartialGlobalMask(partial: partial, global: all - partial, visual: visualTokens)
        return ParGoProjector(shape, mask: mask, widths: cascadeWidths(partial: partial), &generator)
    }

    /// The block width of each layer's self-attention among partial tokens.
    func cascadeWidths(partial: Int) -> [Int] {
        switch projector.perception {
        case .released: [Int](repeating: max(partial, 1), count: projector.depth)
        case .cascaded where projector.cascadeWidths.isEmpty:
            PartialGlobalMask.doublingWidths(depth: projector.depth, partial: partial)
        case .cascaded: projector.cascadeWidths
        }
    }
}
