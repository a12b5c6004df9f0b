/// The two stages of training: captions with the projector alone, then questions with the low-rank updates too.
///
/// What the paper freezes stays frozen: the vision encoder and the language model in both, the updates in the first.
struct Stages {
    private let configuration: TrainerConfiguration
    private let model: VisionLanguageModel
    private let material: TrialMaterial
    private let workers: Workers
    private let checkpoints: CheckpointFolder
    private let interruption: () -> Interruption?
    /// Whether layers make their activations again in the backward pass.
    var recomputes = false

    init(
        _ configuration: TrainerConfiguration,
        _ model: VisionLanguageModel,
        _ material: TrialMaterial,
        _ checkpoints: CheckpointFolder,
        workers: Workers,
        interruption: @escaping () -> Interruption?
    ) {
        (self.configuration, self.model, self.material) = (configuration, model, material)
        (self.checkpoints, self.workers, self.interruption) = (checkpoints, workers, interruption)
    }

    /// Runs the configured stages, or what a checkpoint says is left of them.
    func run(from checkpoint: Checkpoint?, report: TrainerReport) throws {
        let train = configuration.train
        let stages = train.stage == 0 ? [1, 2] : [train.stage]
        for stage in stages where stage >= checkpoint?.position.stage ?? 0 {
            let begin = checkpoint?.position.stage == stage ? checkpoint : nil
            model.language.updateParameters.freeze(stage == 1)
            let place = begin.map { ", from step \($0.position.step)" } ?? ""
            if stage == 1 {
                try report(.message("Stage 1, captions: \(train.pretrainSteps) steps, projector only\(place)"))
            } else {
                let what = "projector and low-rank updates"
                try report(.message("Stage 2, questions: \(train.finetuneSteps) steps, \(what)\(place)"))
            }
            try run(stage, from: begin, report)
        }
        model.language.setDropout(seed: nil)
    }

    private func run(_ stage: Int, from checkpoint: Checkpoint?, _ report: TrainerReport) throws {
        let parallel = ParallelModel(
            model,
            configuration.optimizer.adam,
            workers: workers,
            recomputes: recomputes
        )
        try checkpoint?.restore(parallel.optimizer)
        let loop = loop(stage, checkpoint)
        guard let data = material.stages[stage] else { preconditionFailure("Stages: no data of stage \(stage)") }
        var order = SampleOrder(count: data.samples.count, seed: configuration.seed, stream: loop.what)
        let batch = configuration.train.batch * configuration.train.accumulate
        for _ in 0..<loop.begin * batch { _ = order.next() }
        try loop.run(report: report) { step, rate in
            let samples = (0..<batch).map { _ in data.samples[order.next()] }
            do {
                return try parallel.step(
                    samples,
                    material.features,
                    loop,
                    step,
                    rate,
                    clip: configuration.train.clip,
                    dropout: stage == 2 && configuration.lora.dropout > 0 ? configuration.seed : nil
                )
            } catch let failure as TrainingFailure {
                throw parallel.explained(failure, samples, material.features)
            }
        } after: { step, sums in
            let position = Checkpoint.Position(stage: stage, step: step, sums: sums)
            try pause(position, loop, parallel.optimizer, report)
        }
    }

    /// Writes a checkpoint where one is due or asked for, and ends the run where that is asked for.
    private func pause(
        _ position: Checkpoint.Position,
        _ loop: TrainingLoop,
        _ optimizer: AdamW,
        _ report: TrainerReport
    ) throws {
        let asked = interruption()
        let every = configuration.train.checkpointEvery
        guard asked != nil || (every > 0 && position.step % every == 0) else { return }
        let step = loop.firstStep + position.step
        try checkpoints.write(position, optimizer, at: step, keep: configuration.train.keep)
        if asked != nil { try report(.message("Checkpoint at step \(step)")) }
        if asked == .stop { throw TrainingStopped(step: step) }
    }

    private func loop(_ stage: Int, _ checkpoint: Checkpoint?) -> TrainingLoop {
        let (train, optimizer) = (configuration.train, configuration.optimizer)
        let steps = stage == 1 ? train.pretrainSteps : train.finetuneSteps
        let isBoth = train.stage == 0
        return TrainingLoop(
            what: "stage \(stage)",
            schedule: LearningRateSchedule(
                course: optimizer.schedule,
                peak: stage == 1 ? optimizer.rate : optimizer.rate * optimizer.finetuneScale,
                warmup: optimizer.warmup,
                steps: steps
            ),
            logEvery: train.logEvery,
            firstStep: isBoth && stage == 2 ? train.pretrainSteps : 0,
            totalSteps: isBoth ? train.pretrainSteps + train.finetuneSteps : steps,
            prefix: "train/",
            begin: checkpoint?.position.step ?? 0,
            sums: checkpoint?.position.sums ?? TrainingLoop.Sums()
        )
    }
}
