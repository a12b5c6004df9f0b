/// The loop that each piece of training shares: schedule, step, logged points.
struct TrainingLoop {
    /// What a step did: its loss, the gradient's norm, how many positions it saw, and what part of the tokens was right.
    struct Step {
        var loss = 0.0
        var norm = 0.0
        var positions = 0
        var accuracy: Double?
    }

    /// What has been added up since the last logged point; kept in checkpoints, so that a resumed run logs the same.
    struct Sums: Equatable {
        var loss = 0.0
        var accuracy = 0.0
        var steps = 0
        var positions = 0
    }

    /// What the loop is called in messages.
    let what: String
    let schedule: LearningRateSchedule
    let logEvery: Int
    /// Added to the step in logged points, so that a later stage goes on where the one before ended.
    var firstStep = 0
    /// Steps of all stages together, for progress.
    var totalSteps: Int
    /// In front of the metrics' names.
    let prefix: String
    /// Where a resumed loop begins.
    var begin = 0
    /// What a resumed loop had added up.
    var sums = Sums()

    /// Runs the steps that are left; `step` is told its number and learning rate.
    ///
    /// Logged losses are means over the steps since the last point. `after` is called when a step is logged and done.
    func run(
        report: TrainerReport,
        step body: (Int, Double) throws -> Step,
        after: (Int, Sums) throws -> Void = { _, _ in }
    ) throws {
        var sums = sums
        var since = ContinuousClock.now
        for step in stride(from: begin, to: schedule.steps, by: 1) {
            let rate = schedule.rate(step)
            let done = try body(step, rate)
            sums.loss += done.loss
            sums.accuracy += done.accuracy ?? 0
            sums.steps += 1
            sums.positions += done.positions
            try report(.progress(done: firstStep + step + 1, total: totalSteps, unit: "step"))
            if (step + 1) % logEvery == 0 || step + 1 == schedule.steps {
                try log(step, done, sums, rate, since.duration(to: .now) / .seconds(1), report)
                (sums, since) = (Sums(), .now)
            }
            try after(step + 1, sums)
        }
    }

    private func log(
        _ step: Int,
        _ last: Step,
        _ sums: Sums,
        _ rate: Double,
        _ seconds: Double,
        _ report: TrainerReport
    ) throws {
        let count = Double(sums.steps)
        var values = [("loss", sums.loss / count), ("lr", rate), ("grad_norm", last.norm)]
        if last.accuracy != nil { values.append(("token_accuracy", sums.accuracy / count)) }
        values.append(("tokens_per_second", Double(sums.positions) / max(seconds, 1e-9)))
        try report(.metrics(step: firstStep + step + 1, values: values.map { (prefix + $0.0, $0.1) }))
    }

    /// Throws for a loss that is no number, before the weights are changed by it.
    func check(_ loss: Double, step: Int) throws {
        guard loss.isFinite else {
            throw TrainingFailure.loss(loss, step: firstStep + step, what: what, place: nil)
        }
    }
}
