/// The loop that each piece of training shares: schedule, loss, clipping, update, logged points.
struct TrainingLoop {
    /// What the loop is called in messages.
    let what: String
    let optimizer: AdamW
    let schedule: LearningRateSchedule
    let clip: Double
    let logEvery: Int
    /// Added to the step in logged points, so that a later stage goes on where the one before ended.
    var firstStep = 0
    /// Steps of all stages together, for progress.
    var totalSteps: Int
    /// In front of the metrics' names.
    let prefix: String
    /// The part of the last step's tokens that were predicted right, where the loop has tokens.
    var tokenAccuracy: (() -> Double)?

    /// Runs all steps; `loss` fills the gradients and returns the loss and how many tokens it saw.
    ///
    /// Logged losses are means over the steps since the last point.
    func run(report: TrainerReport, loss: (Int) throws -> (loss: Double, tokens: Int)) throws {
        var (sum, steps, tokens, accuracy) = (0.0, 0, 0, 0.0)
        var since = ContinuousClock.now
        for step in 0..<schedule.steps {
            optimizer.parameters.clearGradients()
            let (value, count) = try loss(step)
            guard value.isFinite else { throw TrainingFailure.loss(value, step: firstStep + step, what: what) }
            accuracy += tokenAccuracy?() ?? 0
            let norm = GradientClipping.clip(optimizer.parameters, to: clip)
            let rate = schedule.rate(step)
            optimizer.update(learningRate: rate)
            (sum, steps, tokens) = (sum + value, steps + 1, tokens + count)
            try report(.progress(done: firstStep + step + 1, total: totalSteps, unit: "step"))
            guard (step + 1) % logEvery == 0 || step + 1 == schedule.steps else { continue }
            let elapsed = since.duration(to: .now)
            let speed = Double(tokens) / max(elapsed / .seconds(1), 1e-9)
            var values = [("loss", sum / Double(steps)), ("lr", rate), ("grad_norm", norm)]
            if tokenAccuracy != nil { values.append(("token_accuracy", accuracy / Double(steps))) }
            values.append(("tokens_per_second", speed))
            try report(.metrics(step: firstStep + step + 1, values: values.map { (prefix + $0.0, $0.1) }))
            (sum, steps, tokens, accuracy, since) = (0, 0, 0, 0, .now)
        }
    }
}
