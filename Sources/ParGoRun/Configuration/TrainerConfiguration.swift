/// Everything that decides a run's results.
///
/// `ConfigurationTable` has each key's range and meaning.
///
/// The values here are the defaults, which are the `tiny` preset: a run of seconds on one core.
public struct TrainerConfiguration: Equatable, Sendable {
    /// A named set of defaults.
    public enum Preset: String, CaseIterable, Sendable {
        /// Seconds a run: the quickstart.
        case tiny
        /// Minutes a run: ablations.
        case mini
        /// The paper's sizes: for the torch engine on 32 A100.
        case paper
    }

    /// Which defaults the other keys start from.
    public var preset = Preset.tiny
    /// Decides first weights, batch order and dropout; not data and backbone, which have seeds of their own.
    public var seed = 0
    /// The part between vision encoder and language model.
    public var projector = ProjectorSettings()
    /// The frozen vision encoder.
    public var vision = VisionEncoder.Shape()
    /// The frozen language model.
    public var llm = LanguageModel.Shape()
    /// The low-rank updates of the second stage.
    public var lora = LoRASettings()
    /// Steps and batches.
    public var train = TrainingSettings()
    /// AdamW and the learning rate.
    public var optimizer = OptimizerSettings()
    /// The generated data set.
    public var data = DataSettings()
    /// The held-out questions.
    public var eval = EvaluationSettings()
    /// How the frozen parts are trained once.
    public var backbone = BackboneSettings()

    /// The `tiny` preset.
    public init() { llm.vocabulary = 0 }

    /// A preset's defaults.
    public init(_ preset: Preset) {
        self.init()
        self.preset = preset
        switch preset {
        case .tiny: break
        case .mini: setMini()
        case .paper: setPaper()
        }
    }

    private mutating func setMini() {
        (vision.image, vision.patch, vision.width, vision.depth, vision.heads, vision.ffn) = (96, 8, 192, 4, 6, 512)
        (projector.depth, projector.hidden, projector.heads, projector.ffn) = (6, 192, 6, 768)
        (projector.partialTokens, projector.globalTokens) = (72, 4)
        (llm.width, llm.depth, llm.heads, llm.keyHeads, llm.ffn) = (256, 6, 8, 8, 688)
        // 76 image tokens and a text of 48.
        (llm.vocabulary, llm.length, data.turns) = (512, 124, 2)
        (lora.rank, lora.alpha) = (16, 32)
        (train.pretrainSteps, train.finetuneSteps, train.batch) = (600, 1200, 16)
        (data.images, data.evaluationImages, backbone.visionSteps, backbone.llmSteps) = (6000, 150, 800, 1500)
    }

    /// The sizes that the paper's reproducibility card and public code state; what neither says is ours, and marked so.
    private mutating func setPaper() {
        // EVA-02-CLIP-L/14 at 336 px: 576 visual tokens.
        (vision.image, vision.patch, vision.width, vision.depth, vision.heads, vision.ffn) = (
            336, 14, 1024, 24, 16, 2730
        )
        (projector.depth, projector.partialTokens, projector.globalTokens) = (6, 288, 16)
        // Ours: the paper's width is not public.
        (projector.hidden, projector.heads, projector.ffn) = (768, 12, 3072)
        // Vicuna 7B.
        (llm.width, llm.depth, llm.heads, llm.keyHeads, llm.ffn) = (4096, 32, 32, 32, 11_008)
        (llm.vocabulary, llm.length) = (32_000, 1024)
        // The rank is the paper's, alpha and dropout the public code's.
        (lora.rank, lora.alpha, lora.dropout) = (256, 512, 0.05)
        // Ours from here on: the public checkpoint's name says 40k steps, the rest follows Honeybee's public recipe.
        (train.pretrainSteps, train.finetuneSteps, train.batch) = (40_000, 10_000, 256)
        (optimizer.rate, optimizer.finetuneScale, optimizer.warmup) = (1e-4, 0.2, 500)
        optimizer.adam.weightDecay = 0.01
    }

    /// V: the visual tokens that an image becomes.
    public var visualTokens: Int { vision.patches }
}
