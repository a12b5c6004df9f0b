/// Teaches the language model to describe scenes and to answer questions about a description it has just read.
///
/// Text only: `<s> CAPTION </s> user: QUESTION assistant: ANSWER </s> ...`. Answers are always to be learned,
/// descriptions in one text of eight: they are long, and would drown the answers. The first eighth of the steps has
/// scenes of at most two objects, on which matching a question with its object is found sooner. Where there is a folder of one's
/// own, every other text is one of its conversations.
struct LanguagePretraining {
    private let model: VisionLanguageModel
    private let settings: BackboneSettings
    private let data: DataSettings
    private let vocabulary: Vocabulary
    private let own: OwnTexts?
    private let workers: Workers
    private let recomputes: Bool

    init(
        _ language: LanguageModel,
        _ configuration: TrainerConfiguration,
        _ folder: DataFolder,
        workers: Workers,
        recomputes: Bool
    ) {
        (self.workers, self.recomputes) = (workers, recomputes)
        vocabulary = folder.vocabulary
        own = OwnTexts(folder, longest: configuration.llm.length)
        model = VisionLanguageModel(projector: nil, language: language)
        settings = configuration.backbone
        var data = configuration.data
        data.open = configuration.backbone.open
        self.data = data
    }

    func run(report: TrainerReport) throws {
        try report(.message("Training the language model: \(settings.llmSteps) steps"))
        let loop = TrainingLoop(
            what: "language model",
            schedule: LearningRateSchedule(course: .cosine, peak: settings.rate, warmup: 20, steps: settings.llmSteps),
            logEvery: 10,
            firstStep: settings.visionSteps,
            totalSteps: settings.visionSteps + settings.llmSteps,
            prefix: "backbone/llm_"
        )
        let parallel = ParallelModel(model, AdamW.Settings(), workers: workers, recomputes: recomputes)
        var generator = SeededGenerator(seed: settings.seed, stream: "backbone/llm-scenes")
        try loop.run(report: report) { step, rate in
            let most = step < settings.llmSteps / 8 ? min(2, data.objects) : data.objects
            let samples = (0..<settings.batch)
                .map { _ in
                    TrainingData.Sample(text: text(most: most, &generator), image: 0)
                }
            return try parallel.step(samples, nil, loop, step, rate, clip: 1)
        }
        let accuracies = data.subtasks.map { ("backbone/llm_\($0.rawValue)", accuracy($0, &generator)) }
        try report(.metrics(step: settings.visionSteps + settings.llmSteps, values: accuracies))
    }

    private func text(most: Int, _ generator: inout SeededGenerator) -> TokenizedText {
        if let own, generator.below(2) == 0 { return own.draw(&generator) }
        let scene = Scene.random(most: most, glyphs: data.glyphs, &generator)
        let interview = scene.interview(data, &generator)
        var text = tokens(scene, interview)
        if generator.below(8) != 0 {
            let caption = vocabulary.encode(scene.detailedCaption).count + 1
            for index in 0...caption { text.labels[index] = CrossEntropy.ignored }
        }
        return text
    }

    private func tokens(_ scene: Scene, _ interview: [Exchange]) -> TokenizedText {
        var turns = [Conversation.Turn(.gpt, scene.detailedCaption)]
        for exchange in interview { turns += [.init(.human, exchange.question), .init(.gpt, exchange.answer)] }
        return Conversation(id: "", image: nil, conversations: turns).tokenized(vocabulary)
    }

    /// The part of 200 new questions about a description that the model answers right.
    private func accuracy(_ subtask: Subtask, _ generator: inout SeededGenerator) -> Double {
        var (texts, answers) = ([TokenizedText](), [Bool]())
        while texts.count < 200 {
            let scene = Scene.random(most: data.objects, glyphs: data.glyphs, &generator)
            let answer = texts.count % 2 == 0
            guard let asked = scene.question(subtask, answer: answer, most: data.objects, &generator) else { continue }
            texts.append(tokens(scene, [Exchange(asked, answer ? "yes" : "no")]))
            answers.append(answer)
        }
        let batch = TokenBatch(texts, imageTokens: 0)
        // The answer stands second from the end, before it the token that predicts it: answer, `</s>`.
        let rows = batch.sequences.starts.dropFirst().map { $0 - 3 }
        let logits = model.logits(batch, features: nil, rows: rows)
        let (yes, no) = (Int(vocabulary.number("yes")), Int(vocabulary.number("no")))
        let right = answers.indices.count { row in
            (logits[row * logits.columns + yes] > logits[row * logits.columns + no]) == answers[row]
        }
        return Double(right) / Double(answers.count)
    }
}
