import Expressions

/// Turns a spec into a plan.
struct Planner {
    let spec: SweepSpec
    let code: CodeIdentity
    let done: Set<TrialKey>
    let hours: (Job) -> Double?
    private let log = DiagnosticLog()

    init(spec: SweepSpec, code: CodeIdentity, done: Set<TrialKey>, hours: @escaping (Job) -> Double?) {
        self.spec = spec
        self.code = code
        self.done = done
        self.hours = hours
    }

    func plan() -> Plan {
        let expansion = spec.expansion(code: code)
        let survey = expansion.survey()
        var plan = Plan(summary: PlanSummary(survey: survey))
        SurveyCheck(spec: spec, log: log).check(survey)
        if !log.hasErrors, survey.trials > Plan.trialLimit {
            log.error("\(survey.trials) trials; a plan can hold \(Plan.trialLimit)", at: spec.axes.first?.location)
        }
        if !log.hasErrors { fill(&plan, expansion) }
        if log.hasErrors {
            plan.trials = []
            plan.jobs = []
        }
        plan.diagnostics = log.diagnostics.inFileOrder
        return plan
    }

    private func fill(_ plan: inout Plan, _ expansion: Expansion) {
        let views = StageViews(spec)
        warnOfUnclaimed(views)
        var builder = JobBuilder(spec: spec, code: code, done: done, views: views.views)
        for trial in expansion { plan.trials.append(builder.add(trial, expansion.context)) }
        for (source, problem) in builder.failures { log.error("'\(source.text)' \(problem)", at: source.location) }
        plan.jobs = builder.jobs
        count(&plan)
        checkBudget(plan.summary)
        warnOfDuplicates(plan)
    }

    private func warnOfUnclaimed(_ views: StageViews) {
        for name in views.unclaimed {
            let axis = spec.axes.first { $0.paths.contains(name) }
            let advice = "It is taken to matter from the first stage on that varies; name it where it is read."
            log.warning("'\(name)' varies, but no stage's 'uses' names it", at: axis?.location, advice: advice)
        }
    }

    private func count(_ plan: inout Plan) {
        var summary = plan.summary
        summary.stages = spec.stages.map { PlanSummary.StageCount(name: $0.name) }
        var gpuHours: Double? = 0
        for job in plan.jobs {
            if let stage = summary.stages.firstIndex(where: { $0.name == job.stage }) {
                summary.stages[stage].jobs += 1
                if job.isDone { summary.stages[stage].done += 1 }
            }
            if job.isDone { continue }
            if let total = gpuHours, let own = hours(job) ?? job.resources.gpuHours {
                gpuHours = total + own
            } else {
                gpuHours = nil
            }
        }
        summary.jobs = plan.jobs.count
        summary.done = plan.jobs.count { $0.isDone }
        summary.gpuHours = gpuHours
        summary.duplicates = plan.trials.count - Set(plan.trials.map(\.key)).count
        plan.summary = summary
    }

    private func checkBudget(_ summary: PlanSummary) {
        let budget = spec.budget
        // What a search that learns will choose later costs at most as much as each of its first trials did.
        let scale =
            spec.search.method == .tpe ? Double(spec.search.trials ?? 0) / Double(max(1, spec.search.startup)) : 1
        let open = Int((Double(summary.jobs) * scale).rounded(.up)) - summary.done
        if let limit = budget.maxJobs, open > limit {
            log.error("\(open) jobs are over the budget of \(limit)", at: budget.location)
        }
        guard let limit = budget.gpuHours else { return }
        if let hours = summary.gpuHours.map({ $0 * scale }) {
            if hours > limit {
                let number = Distribution.sixDigits(hours, digits: 4)
                log.error("\(number) GPU-hours are over the budget of \(Value.double(limit))", at: budget.location)
            }
        } else {
            let advice = "Give 'gpus' and 'time' under 'resources'."
            log.warning(
                "the budget in GPU-hours cannot be checked: some jobs do not say how long they take",
                at: budget.location,
                advice: advice
            )
        }
    }

    private func warnOfDuplicates(_ plan: Plan) {
        guard plan.summary.duplicates > 0 else { return }
        var seen: [TrialKey: Int] = [:]
        guard let second = plan.trials.first(where: { seen.updateValue($0.trial.number, forKey: $0.key) != nil }) else {
            return
        }
        let first = plan.trials.first { $0.key == second.key }?.trial.number ?? 0
        let count = plan.summary.duplicates
        let subject = count == 1 ? "1 trial has" : "\(count) trials have"
        log.warning(
            "\(subject) the same configuration as an earlier one and will share its runs (trial \(second.trial.number) is trial \(first))",
            at: spec.axes.first?.location
        )
    }
}

extension SweepSpec {
    /// The trials, one after the other.
    ///
    /// - Parameter code: Which code runs; by default what the trainer's schema says.
    /// - Returns: A sequence in the order of the axes, in constant memory.
    public func expansion(code: CodeIdentity? = nil) -> Expansion {
        let context = TrialContext(
            layout: space.layout,
            schema: schema,
            code: code ?? schemaCode,
            commands: stages.flatMap(\.commands)
        )
        return Expansion(space: space, rules: rules, search: search, context: context)
    }

    /// The trials and the jobs that they share.
    ///
    /// - Parameters:
    ///   - code: Which code runs; by default what the trainer's schema says.
    ///   - done: The keys of finished jobs.
    ///   - hours: The GPU-hours that a job is expected to take, from history; nil where there is none, and its resources count.
    /// - Returns: The plan; without trials and jobs when its diagnostics hold an error.
    public func plan(
        code: CodeIdentity? = nil,
        done: Set<TrialKey> = [],
        hours: @escaping (Job) -> Double? = { _ in nil }
    ) -> Plan {
        Planner(spec: self, code: code ?? schemaCode, done: done, hours: hours).plan()
    }

    private var schemaCode: CodeIdentity {
        schema?.codeVersion.map(CodeIdentity.version) ?? .unknown
    }
}
