import RunLog
import Testing
import Tracker

@Suite struct SweepDigestTests {
    private func digest(_ runs: [Run], _ objective: SiteContent.Objective? = nil) -> SweepDigest {
        SweepDigest(SiteContent.Sweep(name: "s", runs: runs, objective: objective))
    }

    @Test func aLaterAttemptCountsInPlaceOfAnEarlierOne() {
        let digest = digest([
            DashboardRuns.run(id: 1, trial: 1, state: .crashed), DashboardRuns.run(id: 2, trial: 2),
            DashboardRuns.run(id: 3, trial: 1, attempt: 2, state: .running),
        ])
        #expect(digest.superseded == [1])
        #expect(digest.counts.map { "\($0.count) \($0.state)" } == ["1 finished", "1 running"])
        #expect(digest.isLive)
        #expect(digest.runs.map(\.id) == [1, 3, 2])
    }

    @Test func parametersSplitIntoThoseThatVaryAndThoseThatDoNot() {
        let digest = digest([
            DashboardRuns.run(id: 1, trial: 1, parameters: ["a": .int(1), "b": .int(1), "c": .int(1)]),
            DashboardRuns.run(id: 2, trial: 2, parameters: ["a": .int(1), "b": .int(2)]),
        ])
        #expect(digest.varying == ["b", "c"])
        #expect(digest.shared.map(\.name) == ["a"])
    }

    @Test func theBestFollowsTheGoalAndIgnoresWhatIsNotANumber() {
        let runs = [
            DashboardRuns.run(id: 1, trial: 1, summaries: ["m": DashboardRuns.summary(last: 2, min: 1, max: 5)]),
            DashboardRuns.run(
                id: 2,
                trial: 2,
                summaries: ["m": DashboardRuns.summary(last: 3, min: 2, max: .infinity)]
            ),
            DashboardRuns.run(id: 3, trial: 3, summaries: ["m": DashboardRuns.summary(last: .nan, min: nil, max: nil)]),
        ]
        let low = digest(runs, .init(metric: "m", goal: .minimize)).best
        #expect(low?.run.id == 1 && low?.value == 1 && low?.step == 2)
        #expect(digest(runs, .init(metric: "m", goal: .maximize)).best?.value == 5)
        #expect(digest(runs).objective == nil)
    }

    @Test func anObjectiveIsAssumedFromNamesAndMarkedSo() {
        let summary = DashboardRuns.summary(last: 1, min: 1, max: 1)
        let loss = digest([DashboardRuns.run(id: 1, trial: 1, summaries: ["train/loss": summary, "train/lr": summary])])
        #expect(loss.objective == .init(metric: "train/loss", goal: .minimize) && loss.isObjectiveAssumed)
        let score = digest([
            DashboardRuns.run(id: 1, trial: 1, summaries: ["train/loss": summary, "eval/mme": summary])
        ])
        #expect(score.objective == .init(metric: "eval/mme", goal: .maximize))
    }

    @Test func metricsComeInTheOrderPeopleLookAtThem() {
        let names = [
            "system/cpu", "train/lr", "eval/mme.count", "zeta", "train/loss", "eval/mme", "eval/accuracy", "probe/x",
        ]
        #expect(
            MetricOrder.sorted(names) == [
                "train/loss", "train/lr", "eval/mme", "eval/accuracy", "eval/mme.count", "probe/x", "zeta",
                "system/cpu",
            ]
        )
    }
}
