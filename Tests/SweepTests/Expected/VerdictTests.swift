import Statistics
import Sweep
import Testing

/// What becomes of claims, by example.
@Suite struct VerdictTests {
    private func verdict(_ claim: String, _ rows: [RowMeasurement], extra: String = "seeds: {min: 3, max: 6}") throws
        -> ClaimVerdict
    {
        let text = tableText(extra: extra, claims: "it: {\(claim)}")
        return try #require(TableReport(try table(text), measurements: rows).claims.first)
    }

    private let clear = [
        measured("full", [110, 112, 111, 113, 110, 112]), measured("plain", [100, 101, 102, 101, 100, 103]),
    ]

    @Test func aClearDifferenceIsReproduced() throws {
        let found = try verdict("test: full beats plain", clear)
        #expect(found.verdict == .reproduced)
        #expect(found.size == 6 && found.looks == 4)
        #expect(try #require(found.interval).contains(try #require(found.estimate)))
        #expect(found.notes.contains("6 of 6 seeds as claimed"))
    }

    @Test func itsOppositeIsContradicted() throws {
        #expect(try verdict("test: plain beats full", clear).verdict == .contradicted)
        #expect(try verdict("test: full equivalent to plain within 2", clear).verdict == .contradicted)
    }

    @Test func aDifferenceSmallerThanClaimedHasItsDirectionOnly() throws {
        #expect(try verdict("test: full beats plain by 30", clear).verdict == .directionOnly)
        #expect(try verdict("test: full beats plain by 5", clear).verdict == .reproduced)
    }

    @Test func theOtherDirectionOfTheMetricTurnsEverythingRound() throws {
        let lower = "metric: {name: eval/mme, better: lower}"
        #expect(try verdict("test: full beats plain, \(lower)", clear).verdict == .contradicted)
        #expect(try verdict("test: plain beats full, \(lower)", clear).verdict == .reproduced)
    }

    @Test func noiseIsInconclusiveAndSaysHowManySeedsItNeeds() throws {
        let noisy = [measured("full", [100, 140, 90]), measured("plain", [95, 100, 120])]
        guard case .inconclusive(let more?) = try verdict("test: full beats plain", noisy).verdict else {
            Issue.record("not inconclusive")
            return
        }
        #expect(more > 20)
    }

    @Test func equivalenceNeedsEvidenceToo() throws {
        let near = [
            measured("full", [100, 101, 100.5, 100.2, 100.8, 100]),
            measured("plain", [100.4, 100.6, 100.9, 100, 101, 100.3]),
        ]
        #expect(try verdict("test: full equivalent to plain within 2", near).verdict == .reproduced)
        // The same values, and a margin that they cannot show.
        guard case .inconclusive = try verdict("test: full equivalent to plain within 0.3", near).verdict else {
            Issue.record("not inconclusive")
            return
        }
    }

    @Test func oneSeedIsNoEvidence() throws {
        let found = try verdict("test: full beats plain", [measured("full", [200]), measured("plain", [100])])
        #expect(found.verdict == .inconclusive(more: 2))
        #expect(found.notes == ["one seed only: its difference says nothing about another seed's"])
        #expect(found.support == nil)
    }

    @Test func valuesWithoutAnySpreadProveLittle() throws {
        // Student's t would say p = 0.
        let found = try verdict(
            "test: full beats plain",
            [measured("full", [2, 2, 2]), measured("plain", [1, 1, 1])],
            extra: "seeds: 3"
        )
        #expect(abs(try #require(found.support) - 0.125) < 1e-12)
        #expect(found.verdict == .inconclusive(more: nil))
    }

    @Test func whatCannotBeComparedIsNot() throws {
        #expect(try verdict("test: full beats plain", [measured("full", [1, 2, 3])]).verdict == .notRun)
        let broken = [measured("full", [1, .nan, 3]), measured("plain", [1, 2, 3])]
        #expect(try verdict("test: full beats plain", broken).notes == ["eval/mme of run full-1 of 'full' is nan"])
        let other = "test: full beats plain, metric: {name: eval/ocr, better: higher}"
        #expect(try verdict(other, clear).verdict == .notComparable)
        #expect(try verdict(other, clear).notes == ["run full-0 of 'full' reports no eval/ocr"])
        // One run answered fewer questions.
        let answers = [[true, false, true], [true, false, true], [true, false]]
        let short = [measured("full", [1, 2, 3], items: answers), measured("plain", [4, 5, 6])]
        let found = try verdict("test: full beats plain", short)
        #expect(found.verdict == .notComparable)
        #expect(found.notes[0].contains("answered different questions: 1 are only in one"))
        #expect(
            try verdict("test: full beats plain, over: items", clear).notes == ["run full-0 of 'full' kept no answers"]
        )
    }

    @Test func itemsAreComparedQuestionByQuestion() throws {
        let right = (0..<60).map { $0 % 10 != 0 }
        let worse = (0..<60).map { $0 % 3 != 0 }
        let rows = [measured("full", [1], items: [right]), measured("plain", [1], items: [worse])]
        let found = try verdict("test: full beats plain, over: items", rows)
        #expect(found.verdict == .reproduced)
        #expect(found.size == 60 && found.units == .items)
        #expect(found.notes[0].contains("training again with other seeds is not covered"))
        // 4 questions only `full` misses, 18 only `plain` misses.
        let exact = McNemarTest(onlyFirst: 18, onlySecond: 4).exactProbability(.greater)
        #expect(abs(try #require(found.support) - exact) < 1e-12)
    }

    @Test func everyStepOfATrendMustHold() throws {
        func steps(_ values: [[Double]], _ test: String) throws -> Verdict {
            let rows = (1...3).map { "d\($0): {where: {depth: \($0)}, get: x}" }.joined(separator: "\n  ")
            let text = tableText(extra: "seeds: 4", rows: rows, claims: "it: {test: \(test)}")
            let measurements = values.enumerated().map { measured("d\($0 + 1)", $1) }
            return try #require(TableReport(try table(text), measurements: measurements).claims.first).verdict
        }
        let rising = [[10, 11, 10, 12.0], [20, 21, 21, 22], [30, 32, 31, 33]]
        #expect(try steps(rising, "monotone in depth") == .reproduced)
        #expect(try steps(rising, "monotone in depth falling") == .contradicted)
        #expect(try steps(rising, "best at d3") == .reproduced)
        #expect(try steps(rising, "best at d1") == .contradicted)
        // Up, then level: the whole rises, the last step is not shown to.
        let level = [[10, 11, 10, 12.0], [20, 21, 21, 22], [20, 20.5, 21.5, 22.2]]
        #expect(try steps(level, "monotone in depth") == .directionOnly)
        #expect(try steps(level, "monotone in depth within 3") == .reproduced)
        #expect(try steps(level, "monotone in depth until 2") == .reproduced)
        // Up, then down.
        let bent = [[10, 11, 10, 12.0], [30, 31, 31, 32], [20, 20.5, 21.5, 22.2]]
        #expect(try steps(bent, "monotone in depth") == .contradicted)
    }

    @Test func thePapersOwnDifferenceIsMoreThanItsSign() throws {
        let text = tableText(
            comparable: "absolute",
            extra: "seeds: 6",
            claims: """
                near: {test: full beats plain, paper: 10, from: abstract, tolerance: 3}
                  far:  {test: full beats plain, paper: 30, from: abstract, tolerance: 3}
                """
        )
        let report = TableReport(try table(text), measurements: clear)
        #expect(report.claims.map(\.verdict) == [.reproduced, .directionOnly])
        #expect(report.exitCode == 2)
    }

    @Test func exitCodes() throws {
        let report = { (claims: String) in
            TableReport(try table(tableText(extra: "seeds: 6", claims: claims)), measurements: clear)
        }
        #expect(try report("a: {test: full beats plain}").exitCode == 0)
        #expect(try report("a: {test: plain beats full}").exitCode == 1)
        #expect(try report("a: {test: full equivalent to plain within 11}").exitCode == 2)
    }

    @Test func moreSeedsGoToWhatIsUndecided() throws {
        let text = tableText(
            rows: """
                a: {where: {k: 1}, get: x}
                  b: {where: {k: 2}, get: x}
                  c: {where: {k: 3}, get: x}
                """,
            claims: "first: {test: a beats b}\n  second: {test: a beats c}"
        )
        let report = TableReport(
            try table(text),
            measurements: [
                measured("a", [100, 101, 100.5]), measured("b", [80, 81, 80.6]), measured("c", [99, 102, 98]),
            ]
        )
        #expect(report.wanted.map(\.rows) == [["a", "c"]])
        #expect(report.wanted.first?.seeds == 4)
        let missing = try #require(report.claims.last)
        #expect(missing.size == 3)
    }

    @Test func lookingMoreOftenChangesNothing() throws {
        // A claim that was decided at an early look stays decided, whatever comes later.
        let early = [
            measured("full", [110, 120, 130, 90, 90, 90]), measured("plain", [100, 110.01, 120, 130, 130, 130]),
        ]
        let firstLook = try verdict("test: full beats plain", early)
        #expect(firstLook.verdict == .reproduced)
    }
}
