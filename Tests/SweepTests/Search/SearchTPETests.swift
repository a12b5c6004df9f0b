import Foundation
import Statistics
import Sweep
import Testing

@Suite("Tree-structured Parzen estimators")
struct SearchTPETests {
    private func quadratic(_ point: SearchPoint) -> Double {
        let x = point.float("x") - 1.5
        let y = point.float("y") + 2
        return x * x + 3 * y * y
    }

    /// The observations of a whole search.
    private func search(
        _ sampler: Sampler,
        _ space: SearchSpace,
        trials: Int,
        outcome: (SearchPoint) -> Observation.Outcome
    ) -> [Observation] {
        var history: [Observation] = []
        for index in 0..<trials {
            let point = sampler.suggest(space: space, history: history, index: index)
            history.append(Observation(point, outcome(point)))
        }
        return history
    }

    @Test("finds a quadratic's minimum far better than random draws do, over ten seeds")
    func beatsRandom() throws {
        let space = try SearchSpaces.plane()
        let bests = (0..<10)
            .map { seed in
                [Sampler.tpe(TPESampler(seed: seed)), .random(RandomSampler(seed: seed))]
                    .map { sampler in
                        search(sampler, space, trials: 60) { .finished([quadratic($0)]) }
                            .map { quadratic($0.point) }.min() ?? .infinity
                    }
            }
        #expect(bests.map { $0[0] }.median < 0.2 * bests.map { $0[1] }.median)
        #expect(bests.map { $0[0] }.max() ?? .infinity < 1)
    }

    @Test("suggests the same from the same seed and history, and something else from another seed")
    func deterministic() throws {
        let space = try SearchSpaces.plane()
        let sampler = TPESampler(seed: 3)
        let history = search(.tpe(sampler), space, trials: 20) { .finished([quadratic($0)]) }
        let again = search(.tpe(sampler), space, trials: 20) { .finished([quadratic($0)]) }
        #expect(history == again)
        let other = TPESampler(seed: 4)
        #expect(
            sampler.suggest(space: space, history: history, index: 20)
                != other.suggest(space: space, history: history, index: 20)
        )
    }

    @Test("A goal of max is the goal of min with the sign turned")
    func goals() throws {
        let space = try SearchSpaces.plane()
        let least = search(.tpe(TPESampler(seed: 1, goal: .min)), space, trials: 30) { .finished([quadratic($0)]) }
        let most = search(.tpe(TPESampler(seed: 1, goal: .max)), space, trials: 30) { .finished([-quadratic($0)]) }
        #expect(least.map(\.point) == most.map(\.point))
    }

    @Test("Seeds of a trial are averaged: only their mean counts")
    func averagesSeeds() throws {
        let space = try SearchSpaces.plane()
        let one = search(.tpe(TPESampler(seed: 1)), space, trials: 30) { .finished([quadratic($0)]) }
        let three = search(.tpe(TPESampler(seed: 1)), space, trials: 30) { point in
            let value = quadratic(point)
            return .finished([value - 1, value, value + 1])
        }
        #expect(one.map(\.point) == three.map(\.point))
    }

    @Test("Failures and values that are not numbers count as the worst, and all failing is survived")
    func failures() throws {
        let space = try SearchSpaces.plane()
        let outcomes: [Observation.Outcome] = [.failed, .finished([.nan]), .finished([1, .infinity]), .finished([])]
        for bad in outcomes {
            let history = search(.tpe(TPESampler(seed: 2)), space, trials: 60) { point in
                point.float("x") < 0 ? bad : .finished([quadratic(point)])
            }
            let late = history.suffix(20).filter { $0.point.float("x") < 0 }.count
            #expect(late <= 6, "\(bad): \(late) of the last 20 in the failing half")
            let hopeless = search(.tpe(TPESampler(seed: 2)), space, trials: 20) { _ in bad }
            #expect(hopeless.allSatisfy { space.contains($0.point) })
        }
    }

    @Test("A stopped trial ranks below every finished one, and above those stopped sooner")
    func stoppedTrials() throws {
        let space = try SearchSpaces.plane()
        let history = search(.tpe(TPESampler(seed: 2)), space, trials: 60) { point in
            point.float("x") < 0 ? .stopped(step: 3, [-100]) : .finished([quadratic(point)])
        }
        #expect(history.suffix(20).filter { $0.point.float("x") < 0 }.count <= 6)
    }

    @Test("Parallel suggestions keep apart: each sees the others as pending")
    func pending() throws {
        let space = try SearchSpaces.plane()
        let sampler = TPESampler(seed: 5)
        let history = search(.tpe(sampler), space, trials: 40) { .finished([quadratic($0)]) }
        var pending: [SearchPoint] = []
        for index in 40..<48 {
            pending.append(sampler.suggest(space: space, history: history, pending: pending, index: index))
        }
        #expect(Set(pending).count == 8)
        let alone = (40..<48).map { sampler.suggest(space: space, history: history, index: $0) }
        #expect(spread(pending) > spread(alone))
    }

    /// The mean distance of a point to the nearest other one.
    private func spread(_ points: [SearchPoint]) -> Double {
        points.indices
            .map { i in
                points.indices.filter { $0 != i }
                    .map { j in
                        hypot(points[i].float("x") - points[j].float("x"), points[i].float("y") - points[j].float("y"))
                    }
                    .min() ?? 0
            }
            .mean
    }

    @Test("A space of few points is not searched twice while points are left")
    func noRepeats() throws {
        let space = try SearchSpace([
            SearchParameter("a", .categorical(count: 4)), SearchParameter("b", .ordinal(count: 6)),
        ])
        let history = search(.tpe(TPESampler(seed: 0, startupTrials: 4)), space, trials: 22) { point in
            .finished([point["a"] == .choice(2) ? 0 : 1])
        }
        #expect(Set(history.dropFirst(4).map(\.point)).count == 18)
    }

    @Test("It settles in the good branch of a conditional space and tunes what is there")
    func conditional() throws {
        let space = try SearchSpace([
            SearchParameter("kind", .categorical(count: 3)),
            SearchParameter("x", .float(low: -5, high: 5), when: SearchCondition(parent: "kind", choice: 1)),
            SearchParameter("y", .float(low: -5, high: 5), when: SearchCondition(parent: "kind", choice: 2)),
        ])
        let history = search(.tpe(TPESampler(seed: 6)), space, trials: 60) { point in
            .finished([point["kind"] == .choice(1) ? abs(point.float("x") - 2) : 3])
        }
        let late = history.suffix(20)
        #expect(late.filter { $0.point["kind"] == .choice(1) }.count >= 12)
        #expect(history.contains { abs($0.point.float("x") - 2) < 0.1 })
    }
}
