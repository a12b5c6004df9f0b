/// Teaches the language model to describe scenes and to answer questions about a description it has just read.
///
/// Text only: `<s> CAPTION </s> user: QUESTION assistant: ANSWER </s> ...`, the descriptions and answers to be learned.
struct LanguagePretraining {
    private let model: VisionLanguageModel
    private let settings: BackboneSettings
    private let data: DataSettings
    private let vocabulary = Vocabulary.scenes

    init(_ language: LanguageModel, _ configuration: TrainerConfiguration) {
        model = VisionLanguageModel(projector: nil, language: language)
        settings = configuration.backbone
        data = configuration.data
    }

    func run(report: TrainerReport) throws {
        try report(.message("Training the language model: \(settings.llmSteps) steps"))
        let loop = TrainingLoop(
            what: "language model",
            optimizer: AdamW(model.parameters, AdamW.Settings()),
            schedule: LearningRateSchedule(course: .cosine, peak: settings.rate, warmup: 20, steps: settings.llmSteps),
            clip: 1, logEvery: 10, firstStep: settings.visionSteps,
            totalSteps: settings.visionSteps + settings.llmSteps, prefix: "backbone/llm_")
        var generator = SeededGenerator(seed: settings.seed, stream: "backbone/llm-scenes")
        try loop.run(report: report) { _ in
            let texts = (0..<settings.batch).map { _ in text(&generator) }
            let batch = TokenBatch(texts, imageTokens: 0, padding: vocabulary.number(Vocabulary.padding))
            return (model.trainingLoss(batch, features: nil), batch.batch * batch.length)
        }
    }

    private func text(_ generator: inout SeededGenerator) -> TokenizedText {
        let scene = Scene.random(most: data.objects, &generator)
        var turns = [Conversation.Turn(.gpt, scene.detailedCaption)]
        for (question, answer) in scene.interview(turns: data.turns, most: data.objects, &generator) {
            turns += [.init(.human, question), .init(.gpt, answer ? "yes" : "no")]
        }
        return Conversation(id: "", image: nil, conversations: turns).tokenized(vocabulary)
    }
}
