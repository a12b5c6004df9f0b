/// Turns points of a search into trials by the same axes, rules, formulas and seeds as any other row, and back.
struct TrialMaker: Sendable {
    let space: Space
    let context: TrialContext
    private let rules: [Rule]

    init(_ spec: SweepSpec, context: TrialContext) {
        space = spec.space
        rules = spec.rules
        self.context = context
    }

    /// The trials of a point, one for each seed that rules leave, and what the rules and formulas did.
    func trials(at point: SearchPoint, index: Int, after number: Int) -> (kept: [Trial], tally: Tally) {
        var tally = Tally(rules: rules)
        var kept: [Trial] = []
        var base = Row(space.layout)
        for axis in space.axes { axis.apply(point, to: &base, space.layout) }
        for seed in 0..<(space.seeds?.count ?? 1) {
            var row = base
            space.seeds?.apply(seed, to: &row, space.layout)
            tally.rows += 1
            if let (formula, problem) = space.compute(&row) {
                tally.fail(space.formulas[formula].source, problem)
            } else if tally.keeps(row.values, rules) {
                let next = number + kept.count + 1
                kept.append(Trial(number: next, point: index, values: row.values, context: context))
            }
        }
        return (kept, tally)
    }

    /// The point that gives these values; nil when none does.
    func point(_ assignments: [Assignment]) -> SearchPoint? {
        let row = KnownRow(assignments, in: space)
        var point = SearchPoint()
        return space.axes.allSatisfy { $0.read(row, into: &point) } ? point : nil
    }
}

extension Trial {
    /// The same trial under another number.
    func renumbered(_ number: Int, point: Int) -> Trial {
        Trial(number: number, point: point, values: values, context: context)
    }
}

extension SweepSpec {
    /// The trials of a point of the sweep's `SearchSpace`, one for each seed; empty when a rule removes them all.
    public func trials(at point: SearchPoint) -> [Trial] {
        TrialMaker(self, context: expansion().context).trials(at: point, index: 0, after: 0).kept
    }

    /// The point of the sweep's `SearchSpace` that gives a trial; nil for a trial of another sweep.
    public func point(of trial: Trial) -> SearchPoint? {
        TrialMaker(self, context: expansion().context).point(trial.assignments)
    }
}
