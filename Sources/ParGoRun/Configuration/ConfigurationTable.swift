/// Each key of the configuration.
///
/// What is not here does not exist.
public enum ConfigurationTable {
    /// The keys in the order of documentation.
    public static let keys: [ConfigurationKey] =
        general + projector + vision + llm + lora + train + optimizer + data + eval + backbone

    private static let general: [ConfigurationKey] = [
        .init(
            "preset",
            .choice(\.preset),
            "Named defaults of all other keys: tiny takes seconds, mini minutes, paper 32 A100 (for the torch engine)."
        ),
        .init(
            "seed",
            .integer(\.seed, 0...1_000_000_000),
            "Decides first weights, batch order and dropout. Data and backbone have seeds of their own."
        ),
    ]

    private static let projector: [ConfigurationKey] = [
        .init(
            "projector.kind",
            .choice(\.projector.kind),
            "pargo: partial and global tokens under two masks; as many tokens without masks: qformer; linear and mlp, which merge neighbouring patches; resampler; c_abstractor."
        ),
        .init("projector.depth", .integer(\.projector.depth, 1...48), "Layers."),
        .init("projector.hidden", .integer(\.projector.hidden, 8...4096), "Vector width; a multiple of the heads."),
        .init("projector.heads", .integer(\.projector.heads, 1...64), "Attention heads."),
        .init("projector.ffn", .integer(\.projector.ffn, 8...16_384), "Width of the feed-forward part."),
        .init(
            "projector.partial_tokens",
            .integer(\.projector.partialTokens, 0...4096),
            "Tokens that each see their own run of visual tokens; must divide their number (vision.image / vision.patch squared)."
        ),
        .init(
            "projector.global_tokens",
            .integer(\.projector.globalTokens, 0...4096),
            "Tokens that each see all visual tokens."
        ),
        .init(
            "projector.perception",
            .choice(\.projector.perception),
            "How partial tokens see one another: released: all of them in each layer; cascaded: blocks that widen."
        ),
        .init(
            "projector.cascade_widths",
            .integers(\.projector.cascadeWidths, 1...4096),
            "Block width of each layer under cascaded; empty doubles from 1 and ends with all."
        ),
        .init(
            "projector.norm_eps",
            .number(\.projector.normEpsilon, .above(0, to: 1)),
            "Epsilon of the norms of pargo and qformer, BERT's; the others have PyTorch's own."
        ),
    ]

    private static let vision: [ConfigurationKey] = [
        .init("vision.image", .integer(\.vision.image, 8...1024), "Side of the square image in pixels."),
        .init("vision.patch", .integer(\.vision.patch, 2...64), "Side of a patch in pixels; must divide the image's."),
        .init("vision.width", .integer(\.vision.width, 8...4096), "Vector width; heads times a multiple of 4."),
        .init("vision.depth", .integer(\.vision.depth, 1...64), "Blocks."),
        .init("vision.heads", .integer(\.vision.heads, 1...64), "Attention heads."),
        .init("vision.ffn", .integer(\.vision.ffn, 8...16_384), "Width inside SwiGLU."),
        .init("vision.rope_theta", .number(\.vision.rotaryBase, .above(1)), "Base of the rotary angles."),
        .init("vision.norm_eps", .number(\.vision.normEpsilon, .above(0, to: 1)), "Epsilon of the blocks' norms."),
    ]

    private static let llm: [ConfigurationKey] = [
        .init("llm.width", .integer(\.llm.width, 8...8192), "Vector width; heads times an even number."),
        .init("llm.depth", .integer(\.llm.depth, 1...80), "Blocks."),
        .init("llm.heads", .integer(\.llm.heads, 1...128), "Query heads."),
        .init("llm.kv_heads", .integer(\.llm.keyHeads, 1...128), "Key and value heads; must divide the query heads."),
        .init("llm.ffn", .integer(\.llm.ffn, 8...32_768), "Width inside SwiGLU."),
        .init(
            "llm.vocab",
            .integer(\.llm.vocabulary, 0...1_000_000),
            "Size of the vocabulary; at least the data's own number of words, which 0 takes."
        ),
        .init(
            "llm.rope_theta",
            .number(\.llm.rotaryBase, .above(1)),
            "Base of the rotary angles, as the model's own config.json has it: Llama 2 10000, Llama 3 500000."
        ),
        .init(
            "llm.norm_eps",
            .number(\.llm.normEpsilon, .above(0, to: 1)),
            "Epsilon of RMSNorm, rms_norm_eps of the model's own config.json: 1e-5 or 1e-6."
        ),
        .init("llm.length", .integer(\.llm.length, 32...4096), "Longest sequence, image tokens included."),
    ]

    private static let lora: [ConfigurationKey] = [
        .init("lora.rank", .integer(\.lora.rank, 0...1024), "Rank of the low-rank updates; 0 leaves them out."),
        .init("lora.alpha", .number(\.lora.alpha, .above(0, to: 10_000)), "The updates' weight is alpha / rank."),
        .init("lora.dropout", .number(\.lora.dropout, .from(0, to: 0.9)), "Chance of dropping an update's input."),
        .init("lora.targets", .choices(\.lora.targets), "Which linear maps get an update."),
    ]

    private static let train: [ConfigurationKey] = [
        .init(
            "train.pretrain_steps",
            .integer(\.train.pretrainSteps, 0...10_000_000),
            "Steps of stage 1: captions, projector only."
        ),
        .init(
            "train.finetune_steps",
            .integer(\.train.finetuneSteps, 0...10_000_000),
            "Steps of stage 2: questions, projector and low-rank updates."
        ),
        .init(
            "train.stage",
            .integer(\.train.stage, 0...2),
            "1: captions, projector only; 2: questions, projector and low-rank updates; 0: both, one after the other."
        ),
        .init("train.batch", .integer(\.train.batch, 1...65_536), "Conversations in a batch."),
        .init(
            "train.accumulate",
            .integer(\.train.accumulate, 1...65_536),
            "Batches in a step: gradients are added up, the loss is the mean over all of them."
        ),
        .init(
            "train.checkpoint_every",
            .integer(\.train.checkpointEvery, 0...1_000_000),
            "Steps from one resumable checkpoint to the next; 0 writes one only when asked to by a signal."
        ),
        .init(
            "train.keep",
            .integer(\.train.keep, 1...1_000_000),
            "How many of the newest checkpoints stay while training goes on."
        ),
        .init(
            "train.recompute",
            .choice(\.train.recompute),
            "Gradient checkpointing, the same losses bit for bit: never keeps all activations for the backward pass; layers keeps each layer's input and makes the rest again; auto does so where memory asks for it."
        ),
        .init(
            "train.clip",
            .number(\.train.clip, .from(0)),
            "Largest global norm of the gradients; 0 never clips."
        ),
        .init("train.log_every", .integer(\.train.logEvery, 1...1_000_000), "Steps from one logged point to the next."),
    ]

    private static let optimizer: [ConfigurationKey] = [
        .init("optimizer.lr", .number(\.optimizer.rate, .above(0, to: 10)), "Peak learning rate of stage 1."),
        .init(
            "optimizer.finetune_scale",
            .number(\.optimizer.finetuneScale, .above(0, to: 1000)),
            "Peak learning rate of stage 2 as a multiple of stage 1's."
        ),
        .init(
            "optimizer.betas",
            .pair(\.optimizer.adam.beta1, \.optimizer.adam.beta2, .from(0, to: 0.999_999)),
            "AdamW's decay rates of the running means of gradient and squared gradient."
        ),
        .init("optimizer.eps", .number(\.optimizer.adam.epsilon, .above(0, to: 1)), "AdamW's epsilon."),
        .init(
            "optimizer.weight_decay",
            .number(\.optimizer.adam.weightDecay, .from(0, to: 10)),
            "AdamW's decoupled decay of matrices; vectors are not decayed."
        ),
        .init(
            "optimizer.warmup",
            .integer(\.optimizer.warmup, 0...1_000_000),
            "Steps of linear warm-up in each stage."
        ),
        .init("optimizer.schedule", .choice(\.optimizer.schedule), "The learning rate's course after warm-up."),
    ]

    private static let data: [ConfigurationKey] = [
        .init(
            "data.folder",
            .text(\.data.folder),
            "Folder of one's own files: LLaVA's JSON with PNG and JPEG images, mme/, mmbench/, seed/; empty generates scenes."
        ),
        .init("data.captions", .text(\.data.captions), "Stage 1's conversations, a file in data.folder."),
        .init("data.questions", .text(\.data.questions), "Stage 2's conversations, a file in data.folder."),
        .init("data.images", .integer(\.data.images, 1...10_000_000), "Training images."),
        .init(
            "data.eval_images",
            .integer(\.data.evaluationImages, 1...1_000_000),
            "Held-out images of each subtask."
        ),
        .init("data.objects", .integer(\.data.objects, 2...9), "Most objects in a scene."),
        .init("data.turns", .integer(\.data.turns, 1...10), "Questions in a training conversation."),
        .init(
            "data.open",
            .number(\.data.open, .from(0, to: 1)),
            "Part of the training questions that ask for the thing itself; the others are answered yes or no."
        ),
        .init(
            "data.detailed",
            .number(\.data.detailed, .from(0, to: 1)),
            "Part of the captions that are detailed; the others name kinds only."
        ),
        .init(
            "data.tasks",
            .choices(\.data.tasks),
            "What training questions are, in equal parts: vqa has short answers, yes or no among them; choice lettered options; refer boxes and phrases; instruct answers in sentences."
        ),
        .init(
            "data.glyphs",
            .number(\.data.glyphs, .from(0, to: 1)),
            "Part of the objects that are letters and digits, which the subtask OCR asks about: 0, or at least 0.01."
        ),
        .init("data.seed", .integer(\.data.seed, 0...1_000_000_000), "Decides the scenes."),
    ]

    private static let eval: [ConfigurationKey] = [
        .init(
            "eval.benchmarks",
            .choices(\.eval.benchmarks),
            "Which benchmarks are asked: MME's questions of yes or no, MMBench's under its circular rule, SEED-Bench's about images."
        ),
        .init(
            "eval.subtasks",
            .choices(\.eval.subtasks),
            "Which of MME's subtasks are asked; generated scenes have existence, count, position, color, and OCR where data.glyphs is above 0."
        ),
        .init(
            "eval.seed_by",
            .choice(\.eval.seedRule),
            "How SEED-Bench is answered: generation takes the letter that is said, likelihood the likeliest option."
        ),
        .init("eval.batch", .integer(\.eval.batch, 1...65_536), "Questions in a forward pass."),
        .init(
            "eval.answer_prefix",
            .integer(\.eval.answerPrefix, 1...1024),
            "Characters of an answer that yes or no is looked for in: MME's own rule has 4, the released code 20."
        ),
        .init(
            "eval.answer_tokens",
            .integer(\.eval.answerTokens, 1...1024),
            "Most tokens of an answer: 1 takes the likeliest first word; the released code has 100."
        ),
        .init(
            "eval.beams",
            .integer(\.eval.beams, 1...64),
            "Texts followed at a time where answers are longer than a token: 1 is greedy; the released code has 4."
        ),
    ]

    private static let backbone: [ConfigurationKey] = [
        .init(
            "backbone.vision_steps",
            .integer(\.backbone.visionSteps, 1...10_000_000),
            "Steps of training the vision encoder, once for all trials that share it."
        ),
        .init(
            "backbone.llm_steps",
            .integer(\.backbone.llmSteps, 1...10_000_000),
            "Steps of training the language model, once for all trials that share it."
        ),
        .init(
            "backbone.open",
            .number(\.backbone.open, .from(0, to: 1)),
            "Part of the language model's questions that ask for the thing itself: the more, the less it knows of yes and no."
        ),
        .init("backbone.batch", .integer(\.backbone.batch, 1...65_536), "Scenes in a step."),
        .init("backbone.lr", .number(\.backbone.rate, .above(0, to: 10)), "Peak learning rate."),
        .init("backbone.seed", .integer(\.backbone.seed, 0...1_000_000_000), "Decides first weights and scenes."),
    ]
}
