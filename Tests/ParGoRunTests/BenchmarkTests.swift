import ParGoRun
import Testing

/// The benchmark's own steps: repeatable, and the same sum however many workers share it.
@Suite struct BenchmarkTests {
    private func losses(threads: Int, stage: Int) -> Benchmark.Result {
        Benchmark(TrainerConfiguration(.tiny), stage: stage, threads: threads).run(warmup: 1, steps: 3)
    }

    @Test(arguments: [1, 2]) func sameThreadsSameBits(stage: Int) {
        let (first, second) = (losses(threads: 2, stage: stage), losses(threads: 2, stage: stage))
        #expect(first.losses == second.losses)
        #expect(first.losses.count == 4)
        let alone = losses(threads: 1, stage: stage)
        for (left, right) in zip(first.losses, alone.losses) { #expect(abs(left - right) < 1e-4) }
        #expect(first.losses[3] < first.losses[0], "four steps on one batch learn something of it")
    }

    @Test func lessIsDoneThanThePlainModelHas() {
        let result = losses(threads: 1, stage: 1)
        #expect(result.operationsLeft > 0.5 * result.operations)
        #expect(result.operationsLeft < result.operations)
        #expect(result.parts.reduce(0) { $0 + $1.seconds } > 0)
    }
}
