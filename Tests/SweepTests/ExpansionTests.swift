import Expressions
import Sweep
import TestSupport
import Testing

@Suite struct ExpansionTests {
    @Test func theFirstAxisMovesSlowestAndSeedsFastest() throws {
        let spec = try spec(
            """
            axes:
              projector.depth: [2, 4]
              lora.rank: [8, 16]
            seeds: 2
            """
        )
        let lines = spec.expansion().map { "\($0.number) \($0.point) \($0.line)" }
        #expect(
            lines == [
                "1 0 projector.depth=2 lora.rank=8 seed=0",
                "2 0 projector.depth=2 lora.rank=8 seed=1",
                "3 1 projector.depth=2 lora.rank=16 seed=0",
                "4 1 projector.depth=2 lora.rank=16 seed=1",
                "5 2 projector.depth=4 lora.rank=8 seed=0",
                "6 2 projector.depth=4 lora.rank=8 seed=1",
                "7 3 projector.depth=4 lora.rank=16 seed=0",
                "8 3 projector.depth=4 lora.rank=16 seed=1",
            ]
        )
    }

    /// The count is the product over axes; alternatives add up.
    @Test(arguments: 0..<30)
    func theCountIsTheProduct(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let sizes = (0..<4).map { _ in Int.random(in: 1...5, using: &generator) }
        let spec = try spec(
            """
            axes:
              projector.depth: {range: [1, \(sizes[0])]}
              tokens: {zip: {projector.partial_tokens: \(Array(1...sizes[1])), projector.global_tokens: \(Array(1...sizes[1]))}}
              tune:
                one_of:
                  frozen: {}
                  lora: {lora.rank: \(Array(1...sizes[2])), lora.alpha: [1, 2]}
                  other: {train.clip: \(Array(2...sizes[3] + 1))}
              optimizer.lr: {uniform: [0.1, 0.2], samples: \(sizes[3])}
            seeds: \(sizes[2])
            """
        )
        let count = sizes[0] * sizes[1] * (1 + 2 * sizes[2] + sizes[3]) * sizes[3] * sizes[2]
        #expect(spec.expansion().survey().trials == count)
        #expect(spec.expansion().reduce(0) { sum, _ in sum + 1 } == count)
        #expect(Set(spec.expansion().map(\.line)).count == count)
    }

    @Test func alternativesCarryTheirOwnSpace() throws {
        let spec = try spec(
            """
            axes:
              tune:
                one_of:
                  frozen: {}
                  lora: {lora.rank: [64, 256], lora.alpha: "{2 * lora.rank}"}
            """
        )
        let trials = Array(spec.expansion())
        #expect(trials.map { $0.configuration["lora.rank"] } == [.int(16), .int(64), .int(256)])
        #expect(trials.map { $0.configuration["lora.alpha"] } == [.double(32), .double(128), .double(512)])
    }

    @Test func rulesCountWhatTheyRemove() throws {
        let spec = try spec(
            """
            axes:
              projector.depth: [2, 4, 6]
              tokens: {zip: {projector.partial_tokens: [288, 144, 0], projector.global_tokens: [16, 16, 304]}}
              tune: {one_of: {frozen: {}, lora: {lora.rank: 8}}}
            exclude:
              - {projector.depth: 6, tokens: 2}
              - {tokens: {projector.partial_tokens: 144}, tune: lora}
              - {projector.depth: [2, 4], tune: frozen}
            only_if: "projector.partial_tokens > 0 or tune == 'lora'"
            """
        )
        let survey = spec.expansion().survey()
        #expect(survey.rows == 18)
        #expect(survey.rules.map(\.removed) == [2, 3, 6, 0])
        #expect(survey.trials == 7)
        #expect(survey.rules[0].description == "removed by exclude #1 (spec.yaml:7): 2")
    }

    /// A rule of random conditions removes exactly the rows that a filter over all rows removes.
    @Test(arguments: 0..<20)
    func rulesAgreeWithAFilter(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let (depth, rank) = (Int.random(in: 1...5, using: &generator), Int.random(in: 1...5, using: &generator))
        let axes = "axes: {projector.depth: [1, 2, 3, 4, 5], lora.rank: [1, 2, 3, 4, 5]}\n"
        let rules = "exclude: [{projector.depth: \(depth)}]\nonly_if: projector.depth * lora.rank <= \(rank * depth)\n"
        let all = Array(try spec(axes).expansion())
        let expected = all.map(\.configuration)
            .filter { configuration in
                guard case .int(let first)? = configuration["projector.depth"],
                    case .int(let second)? = configuration["lora.rank"]
                else { return false }
                return first != depth && first * second <= rank * depth
            }
        #expect(try spec(axes + rules).expansion().map(\.configuration) == expected)
    }

    @Test func runsAreRowsOfTheirOwn() throws {
        let spec = try spec(
            """
            fixed: {train.steps: 7}
            runs:
              - {projector.depth: 2}
              - {projector.kind: linear, train.steps: "{10 * projector.depth}"}
            axes: {lora.rank: [8]}
            """
        )
        let trials = Array(spec.expansion())
        #expect(trials.map { $0.configuration["train.steps"] } == [.int(7), .int(60)])
        #expect(trials.map { $0.configuration["projector.kind"] } == [.string("pargo"), .string("linear")])
    }

    @Test func rangesHaveBothEnds() throws {
        let spec = try spec(
            """
            axes:
              projector.depth: {range: [1, 7, 3]}
              optimizer.lr: {range: {from: 0.1, to: 0.3, step: 0.1}}
            """
        )
        #expect(spec.expansion().survey().trials == 9)
        let rates = Set(spec.expansion().compactMap { $0.configuration["optimizer.lr"] })
        #expect(rates == [.double(0.1), .double(0.2), .double(0.3)])
    }

    @Test func expansionIsTheSameEveryTime() throws {
        let text = """
            axes:
              optimizer.lr: {log_uniform: [1e-5, 1e-1], samples: 5}
              lora.alpha: {normal: [32, 4], samples: 3}
              lora.rank: {int_uniform: [1, 512], samples: 2}
            seeds: 2
            """
        #expect(TrialTable(try spec(text).expansion()).csv == TrialTable(try spec(text).expansion()).csv)
    }

    @Test func aHugeSpaceIsRefusedQuickly() throws {
        let spec = try spec(
            """
            axes:
              lora.rank: {range: [1, 512]}
              train.steps: {range: [1, 10000]}
              data.images: {range: [1, 10000]}
              projector.partial_tokens: {range: [1, 10000]}
            budget: {max_jobs: 10}
            search: {method: random, trials: 5}
            """
        )
        #expect(spec.expansion().survey().trials == 5)
    }
}
