#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// How much memory a training run takes, foreseen from its configuration before any of it is allocated.
struct MemoryNeed {
    /// Bytes.
    let bytes: Int

    /// A whole run: training a backbone that is not there yet, the encoder's pass over the images, or the training steps,
    /// whichever takes most.
    ///
    /// Features are mapped from their file, not held.
    init(_ configuration: TrainerConfiguration, workers: Int, recomputes: Bool, hasBackbone: Bool) {
        let steps = MemoryNeed(steps: configuration, workers: workers, recomputes: recomputes).bytes
        let vision = Self.visionWeights(configuration)
        let encoding = 4 * (vision + Self.languageWeights(configuration) + Self.visionFloats(configuration))
        let training = hasBackbone ? 0 : Self.backboneBytes(configuration, workers: workers, recomputes: recomputes)
        bytes = max(steps + 4 * vision, encoding + Self.program, training)
    }

    /// Training steps alone: weights, running means, the workers' gradients, and what one part of a batch keeps.
    init(
        steps configuration: TrainerConfiguration,
        workers: Int,
        part: Int = ParallelModel.chunk,
        recomputes: Bool
    ) {
        let updates = Self.updateWeights(configuration)
        let trained = Self.projectorWeights(configuration) + updates
        let own = (configuration.train.batch * configuration.train.accumulate + workers - 1) / workers
        let kept =
            min(own, part)
            * (Self.projectorFloats(configuration, recomputes) + Self.languageFloats(configuration, recomputes))
        // Weights, two running means, gradients of each worker; the language model, and its adapted maps once more.
        let language = Self.languageWeights(configuration) * (updates > 0 ? 2 : 1)
        bytes = 4 * (trained * (3 + workers) + language + workers * kept) + Self.program
    }

    /// The program itself with OpenBLAS's buffers.
    private static let program = 24 << 20

    /// One part of the model by itself: its weights, and as much again for their gradients.
    init(_ part: ModelPart, _ configuration: TrainerConfiguration, withGradients: Bool) {
        var weights = 0
        if part == .vision || part == .model { weights += Self.visionWeights(configuration) }
        if part == .projector || part == .model { weights += Self.projectorWeights(configuration) }
        if part == .llm || part == .model {
            weights += Self.languageWeights(configuration) + 2 * Self.updateWeights(configuration)
        }
        bytes = 4 * weights * (withGradients ? 2 : 1)
    }

    /// The weights of some parts, to be written under other names.
    init(weightsOf parts: Set<WeightPart>, _ configuration: TrainerConfiguration) {
        let floats = parts.reduce(0) { sum, part in
            switch part {
            case .encoder: sum + Self.visionWeights(configuration)
            case .projector: sum + Self.projectorWeights(configuration)
            case .language: sum + Self.languageWeights(configuration)
            case .updates: sum + Self.updateWeights(configuration)
            }
        }
        // The updates need the maps' sizes, which come with the maps.
        let maps = parts.contains(.updates) && !parts.contains(.language) ? Self.languageWeights(configuration) : 0
        bytes = 4 * (floats + maps)
    }

    /// Whether this process can have that much, as far as anything says.
    func fits(_ free: FreeMemory) -> Bool { bytes <= free.bytes ?? .max }

    /// Throws when this process can have less than that.
    func check(_ free: FreeMemory = FreeMemory()) throws(TrainingFailure) {
        if let available = free.bytes, !fits(free) { throw .memory(needed: bytes, available: available) }
    }

    private static func projectorWeights(_ configuration: TrainerConfiguration) -> Int {
        let (p, v) = (configuration.projector, configuration.vision.width)
        let layer = p.hidden * (6 * p.hidden + 2 * v + 2 * p.ffn)
        return p.depth * layer + p.hidden * configuration.llm.width
    }

    private static func updateWeights(_ configuration: TrainerConfiguration) -> Int {
        let (llm, lora) = (configuration.llm, configuration.lora)
        return llm.depth * lora.targets.count * lora.rank * (llm.width + max(llm.width, llm.ffn))
    }

    private static func languageWeights(_ configuration: TrainerConfiguration) -> Int {
        let llm = configuration.llm
        return llm.depth * llm.width * (2 * llm.width + 2 * llm.keyWidth + 3 * llm.ffn) + 2 * llm.vocabulary * llm.width
    }

    private static func visionWeights(_ configuration: TrainerConfiguration) -> Int {
        let vision = configuration.vision
        return vision.depth * vision.width * (4 * vision.width + 3 * vision.ffn)
    }

    /// Training encoder and language model once: all weights with running means and gradients, and what a step keeps.
    private static func backboneBytes(_ configuration: TrainerConfiguration, workers: Int, recomputes: Bool) -> Int {
        let (vision, language) = (visionWeights(configuration), languageWeights(configuration))
        let scenes = configuration.backbone.batch
        let images = scenes * configuration.vision.depth * visionBlock(configuration)
        let part = min(ParallelModel.chunk, (scenes + workers - 1) / workers)
        let texts = workers * part * languageFloats(configuration, recomputes, imageTokens: 0)
        return 4 * (vision + language + max(3 * vision + images, (2 + workers) * language + texts)) + program
    }

    /// What the frozen encoder takes for the images that it sees at a time: its blocks have one memory between them.
    private static func visionFloats(_ configuration: TrainerConfiguration) -> Int {
        let (vision, rows) = (configuration.vision, 1 + configuration.visualTokens)
        let image = visionBlock(configuration) + vision.depth * rows * vision.width
        return min(FeatureTable.imagesAtATime, configuration.data.images) * image
    }

    /// What one block of the encoder keeps of one image.
    private static func visionBlock(_ configuration: TrainerConfiguration) -> Int {
        let (vision, rows) = (configuration.vision, 1 + configuration.visualTokens)
        return rows * (9 * vision.width + 4 * vision.ffn) + vision.heads * rows * rows
    }

    /// What the projector keeps of one image for the backward pass: all of each layer, or its tokens and all of one.
    private static func projectorFloats(_ configuration: TrainerConfiguration, _ recomputes: Bool) -> Int {
        let (p, visual) = (configuration.projector, configuration.visualTokens)
        let tokens = p.partialTokens + p.globalTokens
        let scores = p.heads * (tokens * tokens + (p.kind == .pargo ? p.globalTokens + 1 : tokens) * visual)
        let layer = tokens * (11 * p.hidden + 2 * p.ffn) + 2 * visual * p.hidden + scores
        let hasRelay = p.kind == .pargo || p.kind == .qformer
        return recomputes && hasRelay ? p.depth * tokens * p.hidden + layer : p.depth * layer
    }

    /// What the language model keeps of one conversation: all of each block, or its input and all of one.
    private static func languageFloats(
        _ configuration: TrainerConfiguration,
        _ recomputes: Bool,
        imageTokens: Int? = nil
    ) -> Int {
        let (llm, p) = (configuration.llm, configuration.projector)
        let length = min(
            llm.length,
            1 + (imageTokens ?? p.partialTokens + p.globalTokens) + TrainerConfiguration.longestText(configuration.data)
        )
        // Dropout keeps each update's input and which of its elements were left out.
        let dropped = configuration.lora.rank > 0 && configuration.lora.dropout > 0 ? configuration.lora.targets : []
        let inputs = dropped.reduce(0) { $0 + ($1 == .down ? llm.ffn : llm.width) }
        let row = 6 * llm.width + 2 * llm.keyWidth + 2 * llm.ffn + 2 * inputs
        let block = length * row + llm.heads * length * length
        return (recomputes ? llm.depth * length * llm.width + block : llm.depth * block) + length * llm.vocabulary
    }
}
