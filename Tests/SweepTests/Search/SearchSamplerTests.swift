import Foundation
import Statistics
import Sweep
import Testing

@Suite("Samplers")
struct SearchSamplerTests {
    private static let samplers: [Sampler] = [
        .random(RandomSampler(seed: 4)), .sobol(SobolSampler(seed: 4)), .tpe(TPESampler(seed: 4)),
    ]

    @Test("Every suggestion lies in the space: bounds, steps, choices and conditions", arguments: samplers)
    func staysInside(sampler: Sampler) throws {
        let space = try SearchSpaces.everyKind()
        var stream = RandomStream(seed: 0, key: "loss")
        var history: [Observation] = []
        for index in 0..<60 {
            let point = sampler.suggest(space: space, history: history, index: index)
            #expect(space.contains(point), "\(point)")
            history.append(Observation(point, values: stream.uniform()))
        }
    }

    @Test("Adding, removing or reordering parameters moves no other draw", arguments: samplers.prefix(2))
    func stable(sampler: Sampler) throws {
        let all = (0..<12).map { SearchParameter("p\($0)", .float(low: 0, high: Double($0 + 1))) }
        var shuffling = RandomStream(seed: 1, key: "order")
        for index in 0..<50 {
            let whole = sampler.suggest(space: try SearchSpace(all), index: index)
            let some = Array(all.shuffled(using: &shuffling).prefix(5))
            let part = sampler.suggest(space: try SearchSpace(some), index: index)
            for parameter in some { #expect(part[parameter.path] == whole[parameter.path]) }
        }
    }

    @Test("The same seed gives the same points on every machine")
    func knownPoints() throws {
        let space = try SearchSpace([
            SearchParameter("lr", .float(low: 1e-5, high: 1e-1, scale: .logarithmic)),
            SearchParameter("layers", .int(low: 1, high: 6)),
        ])
        let random = RandomSampler(seed: 7).suggest(space: space, index: 0)
        #expect(random == SearchPoint(["lr": .float(0.002840448309), "layers": .int(3)]))
        let sobol = SobolSampler(seed: 7).suggest(space: space, index: 0)
        #expect(sobol == SearchPoint(["lr": .float(0.02758173966), "layers": .int(2)]))
    }

    @Test("16 Sobol' trials visit each sixteenth of every parameter's range once")
    func sobolIsEven() throws {
        let sampler = SobolSampler(seed: 11)
        let space = try SearchSpaces.plane()
        let points = (0..<16).map { sampler.suggest(space: space, index: $0) }
        for path in ["x", "y"] {
            #expect(Set(points.map { Int(($0.float(path) + 5) * 1.6) }).count == 16)
        }
    }

    @Test("Parameters are not drawn along a diagonal", arguments: samplers.prefix(2))
    func uncorrelated(sampler: Sampler) throws {
        let space = try SearchSpaces.plane()
        let points = (0..<512).map { sampler.suggest(space: space, index: $0) }
        let correlation = points.map { $0.float("x") * $0.float("y") }.mean * 12 / 100
        #expect(abs(correlation) < 0.2)
    }
}
