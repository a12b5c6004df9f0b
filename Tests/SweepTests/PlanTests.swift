import Expressions
import Sweep
import Testing

@Suite struct PlanTests {
    private let staged = """
        fixed: {optimizer.lr: 1e-4}
        axes:
          projector.depth: [2, 4]
          tune: {one_of: {frozen: {}, lora: {lora.rank: [64, 256]}}}
        seeds: 2
        stages:
          backbone: {run: backbone, uses: [data]}
          pretrain: {run: train, needs: backbone, uses: [projector]}
          finetune: {run: train --again, needs: pretrain, uses: [tune]}
          eval: {run: eval, needs: finetune}

        """

    /// 2 depths × 3 ways × 2 seeds: one backbone for all, a pre-training for each depth and seed.
    @Test func stagesShareWhatTheyHaveInCommon() throws {
        let plan = try spec(staged).plan()
        #expect(plan.diagnostics.isEmpty)
        #expect(plan.summary.stages.map(\.jobs) == [1, 4, 12, 12])
        #expect(plan.summary.jobs == 29)
        #expect(plan.jobs[0].trials == Array(1...12))
        #expect(plan.trials[0].jobs.count == 4)
    }

    /// Each job follows those that it needs, and needs what its trials' earlier stages are.
    @Test func jobsComeInOrder() throws {
        let plan = try spec(staged).plan()
        var seen: Set<TrialKey> = []
        for job in plan.jobs {
            #expect(job.needs.allSatisfy(seen.contains))
            seen.insert(job.key)
        }
        for planned in plan.trials {
            for (first, second) in zip(planned.jobs, planned.jobs.dropFirst()) {
                #expect(plan.jobs.first { $0.key == second }?.needs == [first])
            }
        }
    }

    /// A shared job is given only what all its trials have in common.
    @Test func aStageSeesOnlyWhatItUses() throws {
        let plan = try spec(staged).plan()
        let pretrain = plan.jobs.filter { $0.stage == "pretrain" }
        #expect(pretrain.allSatisfy { $0.configuration["lora.rank"] == .int(16) })
        #expect(Set(pretrain.map { $0.configuration["projector.depth"] }) == [.int(2), .int(4)])
        let backbone = plan.jobs[0].configuration
        #expect(backbone["projector.depth"] == .int(6))
        #expect(backbone["optimizer.lr"] == .double(1e-4))
        let finetune = plan.jobs.filter { $0.stage == "finetune" }
        #expect(Set(finetune.map { $0.configuration["lora.rank"] }) == [.int(16), .int(64), .int(256)])
    }

    /// `only` shuts fixed values out too, so that sweeps that fix other things share the stage.
    @Test func onlyShutsOutAllElse() throws {
        func key(_ rate: String) throws -> TrialKey? {
            let text =
                "fixed: {optimizer.lr: \(rate), data.images: 9}\nstages: {backbone: {run: backbone, only: [data]}, fit: {run: train, needs: backbone}}\n"
            let plan = try spec(text).plan()
            #expect(plan.jobs[0].configuration["optimizer.lr"] == .double(0.001))
            #expect(plan.jobs[0].configuration["data.images"] == .int(9))
            return plan.jobs.first?.key
        }
        #expect(try key("0.5") == key("0.25"))
    }

    @Test func finishedJobsAreKnownAndCostNothing() throws {
        let text = "axes: {projector.depth: [1, 2, 3]}\nresources: {gpus: 2, time: 90m}\nbudget: {max_jobs: 2}\n"
        let first = try spec(text).plan()
        #expect(first.diagnostics.map(\.message) == ["3 jobs are over the budget of 2"])
        #expect(!first.isRunnable && first.jobs.isEmpty)
        let keys = try spec(text).expansion().map(\.key)
        let second = try spec(text).plan(done: [keys[1]])
        #expect(second.isRunnable)
        #expect(second.jobs.map(\.isDone) == [false, true, false])
        #expect(second.summary.gpuHours == 6)
        #expect(second.jobs.map(\.key) == keys, "without stages a job is its trial")
    }

    @Test func historyGoesBeforeResources() throws {
        let timed = try spec("axes: {projector.depth: [1, 2]}\nresources: {gpus: 2, time: 1h}\n")
        #expect(timed.plan().summary.gpuHours == 4)
        #expect(timed.plan { $0.trials == [1] ? 0.5 : nil }.summary.gpuHours == 2.5)
        #expect(try spec("axes: {projector.depth: [1, 2]}\n").plan().summary.gpuHours == nil)
    }

    @Test func resourcesAreComputed() throws {
        let plan = try spec(
            """
            axes: {projector.depth: [2, 4]}
            resources:
              gpus: "{8 if projector.depth >= 4 else 4}"
              time: "{minutes(20 + 8 * projector.depth)}"
              mem: "{16 * projector.depth}G"
              cpus: 8
              pack: 2
              on_oom: {mem: x1.5, tries: 2}
              on_timeout: {resume: true, tries: 3}
            """
        )
        .plan()
        let resources = plan.jobs.map(\.resources)
        #expect(resources.map(\.gpus) == [4, 8])
        #expect(resources.map(\.time) == [2160, 3120])
        #expect(resources.map(\.memory) == [32 << 30, 64 << 30])
        #expect(resources[0].cpus == 8 && resources[0].pack == 2)
        #expect(resources[0].onOutOfMemory == .init(factor: 1.5, tries: 2))
        #expect(resources[0].onTimeout == .init(resumes: true, tries: 3))
    }

    @Test(arguments: [
        ("90m", 5400), ("4h", 14400), ("1-12:00:00", 129_600), ("12:30:00", 45000), ("45:00", 2700), ("2d", 172_800),
    ])
    func times(text: String, seconds: Int) throws {
        #expect(try spec("resources: {time: \"\(text)\"}\n").plan().jobs.first?.resources.time == seconds)
    }

    @Test func aStageMayAskForMore() throws {
        let plan = try spec(
            """
            resources: {gpus: 1, time: 1h}
            stages:
              fit: {run: train, resources: {gpus: 8}}
              eval: {run: eval, needs: fit}
            """
        )
        .plan()
        #expect(plan.jobs.map(\.resources.gpus) == [8, 1])
        #expect(plan.jobs.map(\.resources.time) == [3600, 3600])
    }
}
