import Statistics
import Sweep
import Testing

@Suite("Early stopping")
struct SearchEarlyStoppingTests {
    @Test("ASHA's rungs are powers of eta times the minimum, below the maximum")
    func rungs() {
        #expect(ASHA(goal: .min, minimum: 1, maximum: 27, eta: 3).rungs == [1, 3, 9])
        #expect(ASHA(goal: .min, minimum: 2, maximum: 50, eta: 4).rungs == [2, 8, 32])
        #expect(ASHA(goal: .min, minimum: 10, maximum: 10, eta: 2).rungs == [])
        #expect(ASHA(goal: .min, minimum: 1, maximum: .max, eta: 2).rungs.count == 63)
    }

    @Test("ASHA lets the best third of those seen so far go on")
    func ashaTable() {
        var asha = ASHA(goal: .min, minimum: 1, maximum: 27, eta: 3)
        let reports: [(String, Int, Double, String)] = [
            ("a", 1, 5, "continue: 1 of the 3 trials to compare with"),
            ("b", 1, 4, "continue: 2 of the 3 trials to compare with"),
            ("c", 1, 6, "stop: place 3 of 3 at step 1, where the first 1 go on"),
            ("d", 1, 3, "continue: place 1 of 4 at step 1, where the first 1 go on"),
            ("e", 1, .nan, "stop: place 5 of 5 at step 1, where the first 1 go on"),
            ("a", 2, 4, "continue: nothing is decided at this step"),
            ("a", 3, 4, "continue: 1 of the 3 trials to compare with"),
            ("f", 1, 3.5, "continue: place 2 of 6 at step 1, where the first 2 go on"),
            ("c", 3, 0, "stop: place 3 of 3 at step 1, where the first 1 go on"),
            ("a", 27, 0, "continue: 1 of the 3 trials to compare with"),
        ]
        for (trial, step, value, verdict) in reports {
            #expect("\(asha.report(trial: trial, step: step, value: value))" == verdict, "\(trial) at \(step)")
        }
    }

    @Test("ASHA with a goal of max keeps the largest")
    func ashaMaximum() {
        var asha = ASHA(goal: .max, minimum: 1, maximum: 9, eta: 3)
        for (trial, value) in [("a", 1.0), ("b", 2)] { _ = asha.report(trial: trial, step: 1, value: value) }
        #expect(!asha.report(trial: "c", step: 1, value: 3).stops)
        #expect(asha.report(trial: "d", step: 1, value: 0).stops)
    }

    @Test("A report that comes late or twice decides nothing, and still counts for the others")
    func outOfOrder() {
        var asha = ASHA(goal: .min, minimum: 1, maximum: 27, eta: 2)
        #expect(!asha.report(trial: "a", step: 4, value: 9).stops)
        #expect(asha.report(trial: "a", step: 1, value: 9) == asha.report(trial: "a", step: 1, value: 9))
        #expect(!asha.report(trial: "a", step: 1, value: 9).stops)
        #expect(asha.report(trial: "b", step: 1, value: 10).stops)
        #expect(!asha.report(trial: "c", step: 1, value: 8).stops)
    }

    @Test("The median rule stops what is worse than half of the finished trials at the same step")
    func medianTable() {
        var rule = EarlyStopping.median(MedianRule(goal: .min, startupTrials: 3, warmupSteps: 2))
        for (trial, values) in [("a", [9.0, 5, 4]), ("b", [9, 6, 5]), ("c", [9, 7, 6])] {
            for (step, value) in values.enumerated() {
                #expect(!rule.report(trial: trial, step: step + 1, value: value).stops)
            }
            rule.finish(trial: trial)
        }
        let reports: [(String, Int, Double, String)] = [
            ("d", 1, 99, "continue: nothing is decided at this step"),
            ("d", 2, 6, "continue: best value 6.0 by step 2, where finished trials have a median of 6.0"),
            ("d", 3, 5.5, "stop: best value 5.5 by step 3, where finished trials have a median of 5.0"),
            ("d", 4, 0, "stop: best value 5.5 by step 3, where finished trials have a median of 5.0"),
            ("e", 2, .nan, "stop: best value nan by step 2, where finished trials have a median of 6.0"),
            ("f", 3, 2, "continue: best value 2.0 by step 3, where finished trials have a median of 5.0"),
            ("f", 2, 50, "continue: nothing is decided at this step"),
        ]
        for (trial, step, value, verdict) in reports {
            #expect("\(rule.report(trial: trial, step: step, value: value))" == verdict, "\(trial) at \(step)")
        }
    }

    @Test("The median rule waits until enough trials have finished")
    func medianWaits() {
        var rule = MedianRule(goal: .max, startupTrials: 2)
        #expect(!rule.report(trial: "a", step: 1, value: 5).stops)
        rule.finish(trial: "a")
        #expect(rule.report(trial: "b", step: 1, value: 1).reason == .tooFew(have: 1, need: 2))
        rule.finish(trial: "b")
        #expect(rule.report(trial: "c", step: 1, value: 2).stops)
        #expect(!rule.report(trial: "d", step: 1, value: 4).stops)
    }

    @Test("The rungs, and so all later verdicts, do not depend on the order of earlier reports")
    func orderOfReports() {
        var stream = RandomStream(seed: 2, key: "order")
        let reports = ["a", "b", "c"]
            .flatMap { trial in
                [1, 2, 3, 5, 9].map { (trial: trial, step: $0, value: Double($0 * trial.count) + 0.5) }
            }
        let straight = verdictAfter(reports)
        for _ in 0..<20 { #expect(verdictAfter(reports.shuffled(using: &stream)) == straight) }
    }

    /// What a new trial is told after those reports, none of which stops a trial: all are equally good.
    private func verdictAfter(_ reports: [(trial: String, step: Int, value: Double)]) -> StoppingVerdict {
        var asha = ASHA(goal: .min, minimum: 1, maximum: 27, eta: 3)
        for report in reports { _ = asha.report(trial: report.trial, step: report.step, value: report.value) }
        return asha.report(trial: "new", step: 3, value: 3.7)
    }
}
