import Expressions
import Sweep
import TestSupport
import Testing

@Suite struct SamplingTests {
    private let axes = [
        "optimizer.lr: {log_uniform: [1e-5, 1e-1], samples: 4}",
        "lora.alpha: {normal: [32, 4], samples: 4}",
        "lora.rank: {int_uniform: [1, 512], samples: 4}",
        "optimizer.weight_decay: {uniform: [0, 1], samples: 4, step: 0.05}",
        "projector.depth: [1, 2, 3, 4]",
        "tune: {one_of: {a: {}, b: {train.clip: {uniform: [0.1, 9], samples: 4}}}}",
    ]
    private let keys = [
        "optimizer.lr", "lora.alpha", "lora.rank", "optimizer.weight_decay", "projector.depth", "train.clip",
    ]

    /// Each key's values in the order of first appearance.
    private func draws(_ axes: [String], search: String = "") throws -> [String: [Value]] {
        let text = "axes:\n" + axes.map { "  \($0)\n" }.joined() + search
        var draws: [String: [Value]] = [:]
        for trial in try spec(text).expansion() {
            for entry in trial.configuration.entries where !(draws[entry.path] ?? []).contains(entry.value) {
                draws[entry.path, default: []].append(entry.value)
            }
        }
        return draws
    }

    /// Adding, removing and reordering axes changes no draw of the others.
    @Test(arguments: 0..<12)
    func gridDrawsAreStable(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let all = try draws(axes)
        let chosen = axes.shuffled(using: &generator).prefix(Int.random(in: 1...axes.count, using: &generator))
        let some = try draws(Array(chosen))
        for (path, values) in some where path != "train.clip" { #expect(values == all[path], "\(path)") }
        if let values = some["train.clip"] { #expect(Set(values) == Set(all["train.clip"] ?? [])) }
    }

    /// In a random search trial i keeps its values, whichever other axes there are.
    @Test(arguments: 0..<12)
    func randomDrawsAreStable(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let free = axes.map { axis in
            axis.split(separator: ", samples: 4").joined()
        }
        func rows(_ axes: [String]) throws -> [[String: Value]] {
            let text = "axes:\n" + axes.map { "  \($0)\n" }.joined() + "search: {method: random, trials: 10, seed: 3}\n"
            return try spec(text).expansion()
                .map { trial in
                    Dictionary(uniqueKeysWithValues: trial.assignments.map { ($0.path, $0.value) })
                }
        }
        let all = try rows(free)
        let some = try rows(Array(free.shuffled(using: &generator).prefix(3)))
        #expect(some.count == 10)
        for (whole, part) in zip(all, some) {
            for (path, value) in part { #expect(whole[path] == value, "\(path)") }
        }
    }

    /// Axes do not share random numbers: quantiles of two axes with the same bounds differ.
    @Test func axesAreIndependent() throws {
        let rows = try spec(
            """
            axes:
              train.clip: {uniform: [0.1, 1]}
              optimizer.lr: {uniform: [0.1, 1]}
            search: {method: random, trials: 200}
            """
        )
        .expansion()
        .compactMap { trial -> (Double, Double)? in
            guard let first = trial.configuration["train.clip"]?.number,
                let second = trial.configuration["optimizer.lr"]?.number
            else { return nil }
            return (first - 0.55, second - 0.55)
        }
        #expect(rows.count == 200)
        let covariance = rows.reduce(0) { $0 + $1.0 * $1.1 } / 200
        #expect(abs(covariance) < 0.02, "correlated draws")
        let mean = rows.reduce(0) { $0 + $1.0 } / 200
        #expect(abs(mean) < 0.06)
    }

    @Test func moreSamplesKeepTheFirstOnes() throws {
        let four = try draws(["optimizer.lr: {log_uniform: [1e-5, 1e-1], samples: 4}"])["optimizer.lr"] ?? []
        let nine = try draws(["optimizer.lr: {log_uniform: [1e-5, 1e-1], samples: 9}"])["optimizer.lr"] ?? []
        #expect(Array(nine.prefix(4)) == four)
    }

    @Test func seedsChangeDrawsAndTheAxisSeedWins() throws {
        let axis = "optimizer.lr: {log_uniform: [1e-5, 1e-1], samples: 4}"
        let own = "optimizer.lr: {log_uniform: [1e-5, 1e-1], samples: 4, seed: 9}"
        let zero = try draws([axis])["optimizer.lr"]
        #expect(try draws([axis], search: "search: {seed: 1}\n")["optimizer.lr"] != zero)
        #expect(try draws([own])["optimizer.lr"] == draws([own], search: "search: {seed: 1}\n")["optimizer.lr"])
    }

    /// The first draws of each shape, written down: they must be the same on every machine and in every release.
    @Test func drawsAreFixedForEver() throws {
        let table = try axes.prefix(4)
            .map { axis in
                let key = String(axis.prefix { $0 != ":" })
                return "\(key) \(try draws([axis])[key] ?? [])"
            }
        #expect(
            table == [
                "optimizer.lr [0.000489426, 0.00120417, 0.00672928, 0.000801141]",
                "lora.alpha [36.5235, 37.1626, 35.2154, 35.2802]",
                "lora.rank [392, 77, 368, 379]",
                "optimizer.weight_decay [0.85, 0.75, 0.35]",
            ]
        )
    }

    @Test func normalDrawsHaveTheirMeanAndDeviation() throws {
        let spec = try spec("axes: {lora.alpha: {normal: [32, 4]}}\nsearch: {method: random, trials: 2000}\n")
        let draws = spec.expansion().compactMap { $0.configuration["lora.alpha"]?.number }
        let mean = draws.reduce(0, +) / 2000
        let deviation = (draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 2000).squareRoot()
        #expect(abs(mean - 32) < 0.4)
        #expect(abs(deviation - 4) < 0.3)
    }

    @Test func drawsKeepToTheirBoundsAndSteps() throws {
        let spec = try spec(
            """
            axes:
              optimizer.lr: {log_uniform: [1e-5, 1e-1]}
              lora.rank: {int_uniform: [8, 64], step: 8}
              optimizer.weight_decay: {uniform: [0, 1], step: 0.05}
            search: {method: random, trials: 300}
            """
        )
        var ranks: Set<Int> = []
        for trial in spec.expansion() {
            let rate = trial.configuration["optimizer.lr"]?.number ?? 0
            #expect((1e-5...1e-1).contains(rate))
            let decay = trial.configuration["optimizer.weight_decay"]?.number ?? -1
            #expect((0...1).contains(decay) && abs(decay * 20 - (decay * 20).rounded()) < 1e-9)
            if case .int(let rank)? = trial.configuration["lora.rank"] { ranks.insert(rank) }
        }
        #expect(ranks == Set(stride(from: 8, through: 64, by: 8)))
    }
}
