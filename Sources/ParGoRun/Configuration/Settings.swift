/// The projector's keys.
public struct ProjectorSettings: Equatable, Sendable {
    /// Which projector.
    public enum Kind: String, CaseIterable, Sendable {
        /// Partial and global tokens under the two masks.
        case pargo
        /// As many tokens without masks.
        case qformer
        /// Neighbouring patches side by side, one linear map.
        case linear
        /// The same with two maps and GELU between.
        case mlp
        /// Learned queries that read image and queries together.
        case resampler
        /// Convolutions, pooling, convolutions.
        case convolutional = "c_abstractor"
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
    /// What the norms of pargo and qformer add to the variance.
    public var normEpsilon = 1e-12

    /// The defaults of the `tiny` preset.
    public init() {}
}

/// The low-rank updates' keys.
public struct LoRASettings: Equatable, Sendable {
    /// Rank; 0 leaves the language model as it is.
    public var rank = 8
    /// The update's weight is alpha / rank.
    public var alpha = 32.0
    /// Chance of dropping an input element.
    public var dropout = 0.0
    /// Which maps get an update.
    public var targets: [LoRATarget] = [.query, .key, .value, .output]

    /// The defaults of the `tiny` preset.
    public init() {}
}

/// The training loop's keys.
public struct TrainingSettings: Equatable, Sendable {
    /// Gradient checkpointing: what of a layer's activations is made again in the backward pass.
    public enum Recompute: String, CaseIterable, Sendable {
        /// Nothing where all of it fits into the free memory, else all but the layers' inputs.
        case auto
        /// Nothing.
        case never
        /// All but the layers' inputs.
        case layers
    }

    /// Which stage is run: 1, 2, or 0 for both.
    public var stage = 0
    /// Steps of stage 1: captions, projector only.
    public var pretrainSteps = 300
    /// Steps of stage 2: questions, projector and low-rank updates.
    public var finetuneSteps = 700
    /// Conversations in a batch.
    public var batch = 16
    /// Batches in a step.
    public var accumulate = 1
    /// Steps from one checkpoint to the next; 0 writes none on the way.
    public var checkpointEvery = 0
    /// How many of the newest checkpoints stay.
    public var keep = 1
    /// Whether activations are kept for the backward pass or made again.
    public var recompute = Recompute.auto
    /// Largest global gradient norm; 0 never clips.
    public var clip = 1.0
    /// Steps from one logged point to the next.
    public var logEvery = 10

    /// The defaults of the `tiny` preset.
    public init() {}
}

/// The optimizer's keys.
public struct OptimizerSettings: Equatable, Sendable {
    /// Peak learning rate of stage 1.
    public var rate = 2e-3
    /// Peak learning rate of stage 2 as a part of stage 1's.
    public var finetuneScale = 2.0
    /// AdamW's own settings.
    public var adam = AdamW.Settings()
    /// Steps of linear warm-up in each stage.
    public var warmup = 20
    /// The course after warm-up.
    public var schedule = LearningRateSchedule.Course.cosine

    /// The defaults of the `tiny` preset.
    public init() {}
}

/// The data's keys.
public struct DataSettings: Equatable, Sendable {
    /// A folder of one's own files; empty generates scenes.
    public var folder = ""
    /// Stage 1's file in that folder.
    public var captions = "captions.json"
    /// Stage 2's file in that folder.
    public var questions = "questions.json"
    /// Training images.
    public var images = 3000
    /// Held-out images of each subtask.
    public var evaluationImages = 100
    /// Most objects in a scene.
    public var objects = 3
    /// Questions in a training conversation.
    public var turns = 8
    /// Part of the questions that are not answered by yes or no.
    public var open = 0.5
    /// Part of the captions that are detailed.
    public var detailed = 0.75
    /// What the training conversations are made of, in equal parts.
    public var tasks: [TrainingTask] = [.vqa]
    /// Decides the scenes.
    public var seed = 0
    /// Part of the objects that are letters and digits.
    public var glyphs = 0.0

    /// The words that scenes with these tasks are told in.
    public var sceneVocabulary: Vocabulary { told(in: tasks == [.vqa] ? .scenes : .tasks) }

    /// These words, and those of letters and digits where there are some.
    func told(in vocabulary: Vocabulary) -> Vocabulary { hasGlyphs ? vocabulary.withGlyphs : vocabulary }

    /// Whether there are letters and digits among the objects.
    public var hasGlyphs: Bool { glyphs > 0 }

    /// What questions of yes or no are about.
    public var subtasks: [Subtask] { Subtask.allCases.filter { hasGlyphs || $0 != .text } }

    /// What multiple-choice questions ask for.
    public var skills: [Skill] { Skill.allCases.filter { hasGlyphs || $0 != .text } }

    /// Whether scenes are generated.
    var isGenerated: Bool { folder.isEmpty }

    /// The defaults of the `tiny` preset.
    public init() {}
}

/// The evaluation's keys.
public struct EvaluationSettings: Equatable, Sendable {
    /// How SEED-Bench's questions are answered.
    public enum SEEDRule: String, CaseIterable, Sendable {
        /// By the letter that is said.
        case generation
        /// By the likeliest option.
        case likelihood
    }

    /// Which benchmarks are asked.
    public var benchmarks = [EvaluationBenchmark.mme]
    /// Which of MME's subtasks are asked.
    public var subtasks = MMESubtask.scenes
    /// How SEED-Bench's questions are answered.
    public var seedRule = SEEDRule.generation
    /// Questions in a forward pass.
    public var batch = 50
    /// Characters of an answer that yes or no is looked for in.
    public var answerPrefix = 4
    /// The most tokens of an answer.
    public var answerTokens = 1
    /// Texts that are followed at a time while an answer is made.
    public var beams = 1

    /// The defaults of the `tiny` preset.
    public init() {}
}

/// The keys of training the frozen parts.
public struct BackboneSettings: Equatable, Sendable {
    /// Steps of the vision encoder.
    public var visionSteps = 600
    /// Steps of the language model.
    public var llmSteps = 800
    /// Part of the language model's questions that are not answered by yes or no.
    public var open = 0.5
    /// Scenes in a step.
    public var batch = 8
    /// Peak learning rate.
    public var rate = 3e-3
    /// Decides first weights and scenes.
    public var seed = 0

    /// The defaults of the `tiny` preset.
    public init() {}
}
