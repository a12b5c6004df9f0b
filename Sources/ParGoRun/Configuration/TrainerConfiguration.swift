/// Everything that decides a run's results. `ConfigurationTable` has each key's range and meaning.
///
/// The values here are the defaults, which are the `tiny` preset: a run of seconds on one core.
public struct TrainerConfiguration: Equatable, Sendable {
    /// A named set of defaults.
    public enum Preset: String, CaseIterable, Sendable {
        /// Seconds a run: the quickstart.
        case tiny
        /// Minutes a run: ablations.
        case mini
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
    public init() {}

    /// A preset's defaults.
    public init(_ preset: Preset) {
        self.preset = preset
        guard preset == .mini else { return }
        (vision.image, vision.patch, vision.width, vision.depth, vision.heads, vision.ffn) = (96, 8, 192, 4, 6, 512)
        (projector.depth, projector.hidden, projector.heads, projector.ffn) = (6, 192, 6, 768)
        (projector.partialTokens, projector.globalTokens) = (72, 4)
        (llm.width, llm.depth, llm.heads, llm.keyHeads, llm.ffn, llm.length) = (256, 6, 8, 8, 688, 256)
        (lora.rank, lora.alpha) = (16, 32)
        (train.pretrainSteps, train.finetuneSteps, train.batch) = (600, 1200, 16)
        (data.images, data.evaluationImages, backbone.visionSteps, backbone.llmSteps) = (6000, 150, 800, 1500)
    }

    /// V: the visual tokens that an image becomes.
    public var visualTokens: Int { vision.patches }
}

/// The projector's keys.
public struct ProjectorSettings: Equatable, Sendable {
    /// Which projector.
    public enum Kind: String, CaseIterable, Sendable {
        /// Partial and global tokens under the two masks.
        case pargo
        /// As many tokens without masks.
        case qformer
    }

    /// Which projector.
    public var kind = Kind.pargo
    /// Layers.
    public var depth = 2
    /// Vector width inside.
    public var hidden = 64
    /// Attention heads.
    public var heads = 4
    /// Width of the feed-forward part.
    public var ffn = 128
    /// P.
    public var partialTokens = 18
    /// G.
    public var globalTokens = 4
    /// How far partial tokens see one another.
    public var perception = PartialGlobalMask.Perception.released
    /// The block width of each layer under `cascaded`; empty doubles it from layer to layer.
    public var cascadeWidths: [Int] = []
}

/// The low-rank updates' keys.
public struct LoRASettings: Equatable, Sendable {
    /// Rank; 0 leaves the language model as it is.
    public var rank = 8
    /// The update's weight is alpha / rank.
    public var alpha = 16.0
    /// Chance of dropping an input element.
    public var dropout = 0.0
    /// Which maps get an update.
    public var targets: [LoRATarget] = [.query, .key, .value, .output]
}

/// The training loop's keys.
public struct TrainingSettings: Equatable, Sendable {
    /// Steps of stage 1: captions, projector only.
    public var pretrainSteps = 150
    /// Steps of stage 2: questions, projector and low-rank updates.
    public var finetuneSteps = 300
    /// Conversations in a step.
    public var batch = 32
    /// Largest global gradient norm; 0 never clips.
    public var clip = 1.0
    /// Steps from one logged point to the next.
    public var logEvery = 5
}

/// The optimizer's keys.
public struct OptimizerSettings: Equatable, Sendable {
    /// Peak learning rate of stage 1.
    public var rate = 2e-3
    /// Peak learning rate of stage 2 as a part of stage 1's.
    public var finetuneScale = 1.0
    /// AdamW's own settings.
    public var adam = AdamW.Settings()
    /// Steps of linear warm-up in each stage.
    public var warmup = 15
    /// The course after warm-up.
    public var schedule = LearningRateSchedule.Course.cosine
}

/// The generated data set's keys.
public struct DataSettings: Equatable, Sendable {
    /// Training images.
    public var images = 3000
    /// Held-out images of each subtask.
    public var evaluationImages = 100
    /// Most objects in a scene.
    public var objects = 4
    /// Questions in a training conversation.
    public var turns = 6
    /// Part of the captions that are detailed.
    public var detailed = 0.75
    /// Decides the scenes.
    public var seed = 0
}

/// The evaluation's keys.
public struct EvaluationSettings: Equatable, Sendable {
    /// Which subtasks are asked.
    public var subtasks = Subtask.allCases
    /// Questions in a forward pass.
    public var batch = 50
}

/// The keys of training the frozen parts.
public struct BackboneSettings: Equatable, Sendable {
    /// Steps of the vision encoder.
    public var visionSteps = 250
    /// Steps of the language model.
    public var llmSteps = 300
    /// Scenes in a step.
    public var batch = 32
    /// Peak learning rate.
    public var rate = 3e-3
    /// Decides first weights and scenes.
    public var seed = 0
}
