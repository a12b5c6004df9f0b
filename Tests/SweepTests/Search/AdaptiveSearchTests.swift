import Expressions
import Sweep
import Testing

/// The search that learns, driven by results that are computed instead of trained.
@Suite struct AdaptiveSearchTests {
    private let text = """
        axes:
          optimizer.lr: {log_uniform: [1e-5, 1e-1]}
          projector.depth: [2, 4, 6]
        exclude: [{projector.depth: 6}]
        search: {method: tpe, trials: 30, seed: 3, metric: eval/mme, goal: min}

        """

    private func search(_ text: String) throws -> AdaptiveSearch {
        try AdaptiveSearch(spec(text), code: .unknown, goal: .min)
    }

    /// How many times the learning rate is too high or too low, and a little for the depth.
    private func loss(_ trial: Trial) -> Double {
        let rate = trial.configuration["optimizer.lr"]?.number ?? 1
        let depth = trial.configuration["projector.depth"]?.number ?? 9
        return max(rate / 0.001, 0.001 / rate) + (depth == 2 ? 0 : 0.5)
    }

    /// Runs a search to its end, so many trials at a time.
    private func run(_ search: inout AdaptiveSearch, slots: Int) -> [Plan.PlannedTrial] {
        var all: [Plan.PlannedTrial] = []
        var results: [TrialKey: TrialResult] = [:]
        var running: [Plan.PlannedTrial] = []
        while true {
            while running.count < slots, let plan = search.next(results: results) {
                all += plan.trials
                running += plan.trials
            }
            guard !running.isEmpty else { return all }
            let done = running.removeFirst()
            results[done.key] = .finished(loss(done.trial))
        }
    }

    @Test(arguments: [1, 4])
    func theSameResultsGiveTheSameTrials(slots: Int) throws {
        var first = try search(text)
        var second = try search(text)
        let trials = run(&first, slots: slots)
        #expect(trials.map(\.trial.line) == run(&second, slots: slots).map(\.trial.line))
        #expect(trials.count == 30)
        #expect(trials.map(\.trial.number) == Array(1...30))
        #expect(Set(trials.map(\.key)).count == 30)
    }

    @Test func rulesHoldAndLearningHelps() throws {
        var search = try search(text)
        let trials = run(&search, slots: 2).map(\.trial)
        #expect(trials.allSatisfy { $0.configuration["projector.depth"] != .int(6) })
        let losses = trials.map(loss)
        #expect((losses.min() ?? 9) < (losses.prefix(10).min() ?? 0))
    }

    /// The first trials are those that a plan lists.
    @Test func itBeginsWithThePlansTrials() throws {
        var search = try search(text)
        let listed = try spec(text).plan().trials.map(\.trial.line)
        #expect(run(&search, slots: 1).prefix(listed.count).map(\.trial.line) == listed)
    }

    /// Each point runs with every seed; a process that died between two of them goes on with the second.
    @Test func seedsBelongToOnePoint() throws {
        let seeded = text + "seeds: 2\n"
        var whole = try search(seeded)
        let trials = run(&whole, slots: 1)
        #expect(trials.count == 60)
        for pair in 0..<30 {
            #expect(trials[2 * pair].trial.seed == 0 && trials[2 * pair + 1].trial.seed == 1)
            #expect(trials[2 * pair].trial.point == trials[2 * pair + 1].trial.point)
        }

        var again = try search(seeded)
        for planned in trials.prefix(5) {
            let trial = planned.trial
            let plan = again.restore(number: trial.number, key: planned.key.short, assignments: trial.assignments)
            #expect(plan?.trials.map(\.key) == [planned.key])
        }
        let rest = run(&again, slots: 1)
        #expect(rest.count == 55)
        #expect(rest.first?.key == trials[5].key)
    }

    @Test func trialsOfAnotherSpecAreNotTakenOver() throws {
        var search = try search(text)
        let foreign = [
            Assignment(path: "optimizer.lr", value: .double(0.5)),
            Assignment(path: "projector.depth", value: .int(2)),
        ]
        #expect(search.restore(number: 1, key: "0123456789ab", assignments: foreign) == nil)
        #expect(search.remaining == 30)
    }

    @Test func aSmallSpaceEndsWhenAllIsTried() throws {
        var search = try search(
            "axes: {projector.depth: [2, 4, 6]}\nsearch: {method: tpe, trials: 9, metric: eval/mme, goal: min}\n"
        )
        #expect(run(&search, slots: 2).count == 3)
        #expect(search.isExhausted)
    }
}
