#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// How much memory a training run takes, foreseen from its configuration before any of it is allocated.
struct MemoryNeed {
    /// Bytes.
    let bytes: Int

    /// A whole run: the encoder's pass over the images or the training steps, whichever takes more.
    ///
    /// Features are mapped from their file, not held.
    init(_ configuration: TrainerConfiguration, workers: Int) {
        let steps = MemoryNeed(steps: configuration, workers: workers).bytes
        let vision = Self.visionWeights(configuration)
        let encoding = 4 * (vision + Self.languageWeights(configuration) + Self.visionFloats(configuration))
        bytes = max(steps + 4 * vision, encoding)
    }

    /// Training steps alone: weights, running means, the workers' gradients, and what one part of a batch keeps.
    init(steps configuration: TrainerConfiguration, workers: Int, part: Int = ParallelModel.chunk) {
        let updates = Self.updateWeights(configuration)
        let trained = Self.projectorWeights(configuration) + updates
        let own = (configuration.train.batch * configuration.train.accumulate + workers - 1) / workers
        let kept = min(own, part) * (Self.projectorFloats(configuration) + Self.languageFloats(configuration))
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

    /// Throws when the machine has less than that free.
    func check() throws(TrainingFailure) {
        guard let available = Self.available(), bytes > available else { return }
        throw .memory(needed: bytes, available: available)
    }

    /// What the kernel says could be had without swapping, or less where a control group allows less; nil where neither says.
    private static func available() -> Int? {
        let system = (try? String(decoding: DiskFile.read(URL(filePath: "/proc/meminfo")), as: UTF8.self))?
            .split(separator: "\n").first { $0.hasPrefix("MemAvailable:") }
            .flatMap { Int($0.split(separator: " ").dropFirst().first ?? "") }
            .map { $0 * 1024 }
        func group(_ name: String) -> Int? {
            // Absent, or the word `max`, where nothing is limited.
            (try? DiskFile.text(URL(filePath: "/sys/fs/cgroup/\(name)")))
                .flatMap { Int($0.split(separator: "\n").first ?? "") }
        }
        let left = group("memory.max").map { $0 - (group("memory.current") ?? 0) }
        return [system, left].compactMap(\.self).min()
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

    /// What the encoder keeps of the images that it sees at a time.
    private static func visionFloats(_ configuration: TrainerConfiguration) -> Int {
        let (vision, rows) = (configuration.vision, 1 + configuration.visualTokens)
        let image = rows * (9 * vision.width + 4 * vision.ffn) + vision.heads * rows * rows
        return min(FeatureTable.imagesAtATime, configuration.data.images) * vision.depth * image
    }

    /// What the projector keeps of one image for the backward pass.
    private static func projectorFloats(_ configuration: TrainerConfiguration) -> Int {
        let (p, visual) = (configuration.projector, configuration.visualTokens)
        let tokens = p.partialTokens + p.globalTokens
        let scores = p.heads * (tokens * tokens + (p.kind == .pargo ? p.globalTokens + 1 : tokens) * visual)
        return p.depth * (tokens * (11 * p.hidden + 2 * p.ffn) + 2 * visual * p.hidden + scores)
    }

    /// What the language model keeps of one conversation.
    private static func languageFloats(_ configuration: TrainerConfiguration) -> Int {
        let (llm, p) = (configuration.llm, configuration.projector)
        let length = min(
            llm.length,
            1 + p.partialTokens + p.globalTokens + TrainerConfiguration.longestText(configuration.data)
        )
        let row = 6 * llm.width + 2 * llm.keyWidth + 2 * llm.ffn
        return llm.depth * (length * row + llm.heads * length * length) + length * llm.vocabulary
    }
}
