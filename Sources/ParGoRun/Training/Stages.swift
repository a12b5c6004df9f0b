/// The two stages of training: captions with the projector alone, then questions with the low-rank updates too.
struct Stages {
    private let configuration: TrainerConfiguration
    private let model: VisionLanguageModel
    private let material: TrialMaterial

    init(_ configuration: TrainerConfiguration, _ model: VisionLanguageModel, _ material: TrialMaterial) {
        self.configuration = configuration
        self.model = model
        self.material = material
    }

    func run(report: TrainerReport) throws {
        let (train, optimizer) = (configuration.train, configuration.optimizer)
        model.language.updateParameters.freeze()
        try report(.message("Stage 1, captions: \(train.pretrainSteps) steps, projector only"))
        try stage(
            "stage 1",
            material.captions,
            steps: train.pretrainSteps,
            rate: optimizer.rate,
            firstStep: 0,
            report
        )
        model.language.updateParameters.freeze(false)
        model.language.setDropout(seed: configuration.seed)
        defer { model.language.setDropout(seed: nil) }
        try report(.message("Stage 2, questions: \(train.finetuneSteps) steps, projector and low-rank updates"))
        try stage(
            "stage 2",
            material.questions,
            steps: train.finetuneSteps,
            rate: optimizer.rate * optimizer.finetuneScale,
            firstStep: train.pretrainSteps,
            report
        )
    }

    private func stage(
        _ name: String,
        _ data: TrainingData,
        steps: Int,
        rate: Double,
        firstStep: Int,
        _ report: TrainerReport
    ) throws {
        let loop = loop(name, steps: steps, rate: rate, firstStep: firstStep)
        var order = SampleOrder(count: data.samples.count, seed: configuration.seed, stream: name)
        let padding = material.vocabulary.number(Vocabulary.padding)
        let imageTokens = model.projector?.tokens ?? 0
        try loop.run(report: report) { _ in
            let samples = (0..<configuration.train.batch).map { _ in data.samples[order.next()] }
            let batch = TokenBatch(samples.map(\.text), imageTokens: imageTokens, padding: padding)
            let features = material.features.gather(samples.map(\.image))
            return (model.trainingLoss(batch, features: features), batch.batch * batch.length)
        }
    }

    private func loop(_ name: String, steps: Int, rate: Double, firstStep: Int) -> TrainingLoop {
        let (train, optimizer) = (configuration.train, configuration.optimizer)
        return TrainingLoop(
            what: name,
            optimizer: AdamW(model.parameters, optimizer.adam),
            schedule: LearningRateSchedule(
                course: optimizer.schedule,
                peak: rate,
                warmup: optimizer.warmup,
                steps: steps
            ),
            clip: train.clip,
            logEvery: train.logEvery,
            firstStep: firstStep,
            totalSteps: train.pretrainSteps + train.finetuneSteps,
            prefix: "train/",
            tokenAccuracy: { model.tokenAccuracy }
        )
    }
}
