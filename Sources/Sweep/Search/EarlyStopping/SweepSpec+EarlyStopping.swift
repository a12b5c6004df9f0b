extension SweepSpec {
    /// The metric that a search that learns goes by: its own, else the sweep's.
    public var searchObjective: Objective? { search.objective ?? objective }

    /// The metric that early stopping goes by: its own, else the sweep's.
    public var stoppingObjective: Objective? { earlyStop.objective ?? objective }

    /// The rule that ends runs early, before any report; nil when every run goes to its end.
    public var stoppingRule: EarlyStopping? {
        guard let objective = stoppingObjective else { return nil }
        let goal: SearchGoal = objective.goal == .min ? .min : .max
        switch earlyStop.method {
        case .none: return nil
        case .asha:
            return .asha(
                ASHA(
                    goal: goal,
                    minimum: earlyStop.minSteps,
                    maximum: earlyStop.maxSteps ?? .max,
                    eta: earlyStop.reduction
                )
            )
        case .median:
            return .median(
                MedianRule(goal: goal, startupTrials: earlyStop.minRuns, warmupSteps: earlyStop.minSteps)
            )
        }
    }
}
