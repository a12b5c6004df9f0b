import Expressions

/// Collects the jobs of trials; trials whose stages see the same share one job.
struct JobBuilder {
    let spec: SweepSpec
    let code: CodeIdentity
    let done: Set<TrialKey>
    let views: [StageView]
    private(set) var jobs: [Job] = []
    /// Resource expressions without a usable value, each with the first problem.
    private(set) var failures: [SourceText: String] = [:]
    private var indexes: [TrialKey: Int] = [:]

    init(spec: SweepSpec, code: CodeIdentity, done: Set<TrialKey>, views: [StageView]) {
        self.spec = spec
        self.code = code
        self.done = done
        self.views = views
    }

    /// The job of a key that was added.
    func job(_ key: TrialKey) -> Job? {
        indexes[key].map { jobs[$0] }
    }

    mutating func add(_ trial: Trial, _ context: TrialContext) -> Plan.PlannedTrial {
        var keys: [TrialKey] = []
        for (index, stage) in spec.stages.enumerated() {
            let values = views[index].masked(trial.values, context.layout)
            let needs = stage.needs.compactMap { need in
                spec.stages.firstIndex { $0.name == need }.map { keys[$0] }
            }
            let key = TrialKey(
                code: code,
                commands: stage.commands,
                configuration: context.canonical(values),
                upstream: needs
            )
            keys.append(key)
            if let known = indexes[key] {
                if jobs[known].trials.last != trial.number { jobs[known].trials.append(trial.number) }
                continue
            }
            indexes[key] = jobs.count
            jobs.append(job(stage, index, key, needs, values, context, trial.number))
        }
        return Plan.PlannedTrial(trial: trial, key: trial.key, jobs: keys)
    }

    private mutating func job(
        _ stage: Stage,
        _ index: Int,
        _ key: TrialKey,
        _ needs: [TrialKey],
        _ values: [Value],
        _ context: TrialContext,
        _ number: Int
    ) -> Job {
        let resources = spec.resources[index]
            .evaluate(values) { source, problem in
                if failures[source] == nil { failures[source] = problem }
            }
        return Job(
            key: key,
            stage: stage.name,
            commands: stage.commands,
            configuration: context.configuration(values),
            resources: resources,
            needs: needs,
            trials: [number],
            isDone: done.contains(key)
        )
    }
}
