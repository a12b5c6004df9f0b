import Terminal
import Testing

@Suite struct ProgressBarTests {
    @Test(arguments: [
        (0.0, "0s"), (0.44, "0.4s"), (9.94, "9.9s"), (9.96, "10s"), (59.4, "59s"), (60, "1m00s"), (190, "3m10s"),
        (3600, "1h00m"), (7500, "2h05m"), (86400, "1d00h"), (273_600, "3d04h"), (.infinity, "–"), (-1, "–"),
    ])
    func durationsForPeople(seconds: Double, text: String) {
        #expect(DurationText.of(seconds) == text)
    }

    @Test func lineTellsCountAndTimeLeft() {
        let bar = ProgressBar(done: 3, total: 12, unit: "trials", elapsed: 30, note: "2 running")
        #expect(bar.line(width: 80) == "███████░░░░░░░░░░░░░░░░░░░░░  3/12 trials · 1m30s left · 2 running")
    }

    @Test func nothingIsPromisedBeforeTheFirstResult() {
        let bar = ProgressBar(done: 0, total: 4, unit: "trials", elapsed: 5)
        #expect(bar.remaining == nil)
        #expect(bar.line(width: 60).hasSuffix("0/4 trials"))
    }

    @Test func partOfATrialFillsPartOfACell() {
        let bar = ProgressBar(done: 0.5, total: 10, unit: "trials", elapsed: 1)
        #expect(bar.line(width: 80).hasPrefix("█▍░"))
    }

    @Test(arguments: 0..<100)
    func lineNeverExceedsItsWidth(width: Int) {
        let bar = ProgressBar(done: 7, total: 9, unit: "trials", elapsed: 70, note: String(repeating: "é", count: 40))
        #expect(bar.line(width: width).count <= width)
    }
}
