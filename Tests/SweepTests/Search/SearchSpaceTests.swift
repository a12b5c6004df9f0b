import Statistics
import Sweep
import Testing

@Suite("Search spaces")
struct SearchSpaceTests {
    @Test(
        "A wrong space says what is wrong",
        arguments: [
            (
                [SearchParameter("lr", .float(low: 1, high: 0.1))],
                "lr: the range ends below its start; swap the two"
            ),
            (
                [SearchParameter("lr", .float(low: 0, high: 1, scale: .logarithmic))],
                "lr: a logarithmic range must start above 0"
            ),
            (
                [SearchParameter("lr", .float(low: 0, high: 1, step: 0))],
                "lr: the step must be above 0, and at most 2^53 steps fit into a range"
            ),
            (
                [SearchParameter("lr", .float(low: 0, high: 1e300, step: 1e-9))],
                "lr: the step must be above 0, and at most 2^53 steps fit into a range"
            ),
            (
                [SearchParameter("lr", .float(low: 0, high: .infinity))],
                "lr: both ends of the range, and their difference, must be finite numbers"
            ),
            (
                [SearchParameter("n", .int(low: 0, high: .max))],
                "n: whole numbers beyond 2^53 cannot be searched; use a smaller range"
            ),
            (
                [SearchParameter("act", .categorical(count: 0))],
                "act: there is nothing to choose from; list at least one value"
            ),
            (
                [SearchParameter("a", .ordinal(count: 2)), SearchParameter("a", .ordinal(count: 2))],
                "a: the parameter is listed twice; remove one"
            ),
            (
                [SearchParameter("r", .ordinal(count: 2), when: SearchCondition(parent: "tune", choice: 0))],
                "r: it depends on 'tune', which no earlier parameter is called"
            ),
            (
                [
                    SearchParameter("n", .int(low: 0, high: 3)),
                    SearchParameter("r", .ordinal(count: 2), when: SearchCondition(parent: "n", choice: 0)),
                ],
                "r: it depends on 'n', which has no choices to depend on"
            ),
            (
                [
                    SearchParameter("t", .categorical(count: 2)),
                    SearchParameter("r", .ordinal(count: 2), when: SearchCondition(parent: "t", choice: 2)),
                ],
                "r: it depends on choice 2 of 't', which has 2 choices, counted from 0"
            ),
        ]
    )
    func faults(parameters: [SearchParameter], message: String) {
        #expect { try SearchSpace(parameters) } throws: { "\($0)" == message }
    }

    @Test("Shares of a domain become its values, evenly on its scale")
    func values() {
        let stepped = SearchDomain.float(low: 0, high: 0.6, step: 0.05)
        #expect(stepped.value(at: 0.999) == .float(0.6))
        #expect(stepped.value(at: 0) == .float(0))
        #expect(stepped.value(at: 0.25) == .float(0.15))
        #expect(SearchDomain.float(low: 1e-4, high: 1, scale: .logarithmic).value(at: 0.5) == .float(0.01))
        #expect(SearchDomain.float(low: 1e9, high: 1e9 + 1).value(at: 0.25) == .float(1e9 + 0.25))
        #expect(SearchDomain.float(low: 3, high: 3).value(at: 0.7) == .float(3))
        #expect(SearchDomain.int(low: 1, high: 4).value(at: 0.26) == .int(2))
        #expect(SearchDomain.int(low: -3, high: 3).value(at: 0.99) == .int(3))
        #expect(SearchDomain.int(low: 1, high: 64, scale: .logarithmic).value(at: 0.5) == .int(6))
        #expect(SearchDomain.ordinal(count: 4).value(at: 0.74) == .choice(2))
    }

    @Test("Each whole number, step and level is equally likely on a linear scale")
    func evenness() {
        let domains: [(SearchDomain, Int)] = [
            (.int(low: -2, high: 6), 9), (.float(low: 0, high: 0.6, step: 0.05), 13), (.ordinal(count: 4), 4),
            (.float(low: 0, high: 1, step: 0.3), 4),
        ]
        for (domain, count) in domains {
            var seen: [SearchValue: Int] = [:]
            for step in 0..<(count * 100) {
                seen[domain.value(at: (Double(step) + 0.5) / Double(count * 100)), default: 0] += 1
            }
            #expect(seen.count == count)
            #expect(seen.values.allSatisfy { abs($0 - 100) <= 1 }, "\(domain): \(seen)")
        }
    }

    @Test("A point belongs to a space if each active parameter, and no other, has a value of its domain")
    func membership() throws {
        let space = try SearchSpace([
            SearchParameter("tune", .categorical(count: 2)),
            SearchParameter("rank", .int(low: 1, high: 8), when: SearchCondition(parent: "tune", choice: 1)),
        ])
        #expect(space.contains(SearchPoint(["tune": .choice(0)])))
        #expect(space.contains(SearchPoint(["tune": .choice(1), "rank": .int(8)])))
        #expect(!space.contains(SearchPoint(["tune": .choice(1)])))
        #expect(!space.contains(SearchPoint(["tune": .choice(0), "rank": .int(8)])))
        #expect(!space.contains(SearchPoint(["tune": .choice(1), "rank": .int(9)])))
        #expect(!space.contains(SearchPoint(["tune": .choice(1), "rank": .float(3)])))
        #expect(!space.contains(SearchPoint(["tune": .choice(0), "other": .int(1)])))
    }
}
