/// Says what is wrong or surprising about the rows as a whole.
struct SurveyCheck {
    let spec: SweepSpec
    let log: DiagnosticLog

    func check(_ survey: Survey) {
        guard isSearchable() else { return }
        for failure in survey.failures {
            let rows = failure.count == 1 ? "1 row" : "\(failure.count) rows"
            log.error("'\(failure.source.text)': \(failure.problem) (in \(rows))", at: failure.source.location)
        }
        checkCount(survey)
        // A search that chooses as it goes shows its first rows only, which need not be those that a rule is about.
        guard survey.isComplete, spec.search.method != .tpe else { return }
        for rule in survey.rules where rule.removed == 0 {
            let message = rule.hasApplied ? "removes only rows that an earlier rule removes" : "removes nothing"
            log.warning("\(rule.name) \(message)", at: rule.location)
        }
    }

    /// Whether the method can choose from the axes; says why when it cannot.
    private func isSearchable() -> Bool {
        guard spec.search.method == .sobol || spec.search.method == .tpe else { return true }
        do throws(SearchSpaceError) {
            _ = try SearchSpace(spec)
            return true
        } catch {
            log.error("\(error)", at: spec.search.location)
            return false
        }
    }

    private func checkCount(_ survey: Survey) {
        let place = spec.axes.first?.location ?? spec.rules.first?.location
        guard survey.isComplete else {
            let rows = spec.space.count.map { "\($0) rows" } ?? "more rows than can be counted"
            return log.error(
                "the axes span \(rows); at most \(Expansion.rowLimit) can be",
                at: place,
                advice: "Draw some of them with 'search: {method: random, trials: N}'."
            )
        }
        if survey.trials == 0, survey.failures.isEmpty {
            let counts = survey.rules.map { "\($0.name) removes \($0.removed)" }.joined(separator: ", ")
            let strongest = survey.rules.max { $0.removed < $1.removed }
            log.error("nothing is left of \(survey.rows) rows: \(counts)", at: strongest?.location ?? place)
        }
        if let limit = spec.budget.maxJobs, survey.trials > Plan.trialLimit, survey.trials > limit {
            log.error("\(survey.trials) trials are over the budget of \(limit) jobs", at: spec.budget.location)
        }
        let wanted = spec.search.method == .tpe ? spec.search.startup : spec.search.trials ?? 0
        if spec.search.method != .grid, survey.points < wanted, survey.trials > 0 {
            log.error(
                "the rules leave so few rows that only \(survey.points) of \(wanted) could be drawn",
                at: spec.search.location
            )
        }
    }
}
