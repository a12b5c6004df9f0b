import Expressions
import Sweep
import Testing

/// Sweeps searched by `sobol` and `tpe`: axes become parameters, points become trials, and trials are found again.
@Suite struct SpecSearchTests {
    static let everyKind = """
        axes:
          projector.depth: [2, 4, 6]
          data.name: [scenes, charts]
          optimizer.lr: {log_uniform: [1e-5, 1e-1]}
          optimizer.weight_decay: {uniform: [0, 0.93], step: 0.05}
          lora.rank: {int_uniform: [8, 70], step: 8}
          train.clip: {normal: [5, 1]}
          size:
            zip:
              train.steps: [100, 200]
              data.images: ["{2 * train.steps}", 32]
          tune:
            one_of:
              frozen: {}
              lora: {lora.alpha: "{2 * lora.rank}", optimizer.warmup: {int_uniform: [1, 90]}}
              other: {lora.alpha: {uniform: [1, 64]}}

        """

    @Test func axesBecomeParameters() throws {
        let space = try SearchSpace(spec(Self.everyKind + "search: {method: sobol, trials: 4}\n"))
        let lora = SearchCondition(parent: "tune", choice: 1)
        let other = SearchCondition(parent: "tune", choice: 2)
        #expect(
            space.parameters == [
                SearchParameter("projector.depth", .ordinal(count: 3)),
                SearchParameter("data.name", .categorical(count: 2)),
                SearchParameter("optimizer.lr", .float(low: 1e-5, high: 1e-1, scale: .logarithmic)),
                SearchParameter("optimizer.weight_decay", .float(low: 0, high: 0.9, step: 0.05)),
                SearchParameter("lora.rank", .int(low: 0, high: 7)),
                SearchParameter("train.clip", .float(low: 1e-4, high: 1 - 1e-4)),
                SearchParameter("size", .categorical(count: 2)),
                SearchParameter("tune", .categorical(count: 3)),
                SearchParameter("tune.lora/optimizer.warmup", .int(low: 1, high: 90), when: lora),
                SearchParameter("tune.other/lora.alpha", .float(low: 1, high: 64), when: other),
            ]
        )
    }

    /// Whatever a sampler suggests is a valid trial, and from the trial's values the same trial comes again.
    @Test(arguments: 0..<20)
    func everyPointIsATrialAndIsFoundAgain(seed: Int) throws {
        let spec = try spec(Self.everyKind + "search: {method: sobol, trials: 4}\n")
        let space = try SearchSpace(spec)
        let sampler = RandomSampler(seed: UInt64(seed))
        for index in 0..<25 {
            let point = sampler.suggest(space: space, index: index)
            let trial = try #require(spec.trials(at: point).first, "\(point)")
            for entry in trial.configuration.entries {
                let rule = try #require(spec.schema?.parameter(entry.path)?.rule)
                #expect(rule.adapted(entry.value) == entry.value, "\(entry.path)")
            }
            let found = try #require(spec.point(of: trial), "\(trial.line)")
            #expect(space.contains(found))
            #expect(spec.trials(at: found).first?.key == trial.key, "\(trial.line)")
        }
    }

    @Test(arguments: ["random", "sobol"])
    func rowsAreListedAndTheSameEveryTime(method: String) throws {
        let text = """
            axes:
              projector.depth: [2, 4, 6]
              optimizer.lr: {log_uniform: [1e-5, 1e-1]}
            exclude: [{projector.depth: 4}]
            seeds: 2
            search: {method: \(method), trials: 20, seed: 5}
            """
        let first = try spec(text).plan()
        let second = try spec(text).plan()
        #expect(first.diagnostics.isEmpty)
        #expect(first.trials.map(\.trial.line) == second.trials.map(\.trial.line))
        #expect(first.trials.count == 40)
        #expect(Set(first.trials.map(\.trial.point)).count == 20)
        #expect(first.trials.allSatisfy { $0.trial.configuration["projector.depth"] != .int(4) })
        #expect((first.summary.survey.rules.first?.removed ?? 0) > 0)
    }

    /// Of 16 Sobol' points each sixteenth of a range holds one; independent draws leave some empty.
    @Test func sobolFillsARangeEvenly() throws {
        let text = "axes: {optimizer.weight_decay: {uniform: [0, 1]}}\nsearch: {method: sobol, trials: 16}\n"
        let cells = try spec(text).expansion()
            .compactMap { $0.configuration["optimizer.weight_decay"]?.number }
            .map { Int($0 * 16) }
        #expect(cells.sorted() == Array(0..<16))
    }

    @Test func aLearningSearchListsItsFirstTrials() throws {
        let text = """
            axes: {optimizer.lr: {log_uniform: [1e-5, 1e-1]}}
            search: {method: tpe, trials: 12, metric: eval/mme, goal: max}
            """
        let plan = try spec(text).plan()
        #expect(plan.diagnostics.isEmpty)
        #expect(plan.trials.count == 4)
    }

    @Test func aRangeBeyondTheTrainersIsRefused() throws {
        let reading = try read(
            "sweep: x\naxes: {optimizer.lr: {uniform: [0.1, 2]}}\nsearch: {method: sobol, trials: 8}\n"
        )
        #expect(reading.diagnostics.map(\.message) == ["'optimizer.lr': 2.0 is above the maximum 1"])
    }
}
