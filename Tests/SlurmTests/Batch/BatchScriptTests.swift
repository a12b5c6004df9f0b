import Slurm
import TestSupport
import Testing

@Suite("Batch scripts")
struct BatchScriptTests {
    @Test("an array on GPUs with modules, as a whole")
    func array() throws {
        var options = BatchOptions()
        options.jobName = "tokens.1f0c9a2b"
        options.comment = "pargo-lab attempt=1 token=\"q 7\""
        options.partition = "gpu"
        options.account = "lab"
        options.gres = "gpu:a100:8"
        options.nodes = 4
        options.tasksPerNode = 8
        options.memory = MemorySize(mebibytes: 64 * 1024)
        options.time = SlurmDuration(seconds: 90_000)
        options.array = JobArray.split(100, limit: 1001, throttle: 8).first?.indices
        options.signal = BatchSignal(secondsBefore: 300)
        options.dependencies = [.succeeded([SlurmJobID(12), SlurmJobID(13)])]
        options.requeue = true
        options.output = "/scratch/me/logs/%A_%a.txt"
        options.further = [.init("licenses", "matlab:1")]
        let environment = BatchEnvironment(
            modules: ["cuda/12.1"],
            variables: [.init("OMP_NUM_THREADS", "8"), .init("GREETING", "it's")],
            setup: "source ~/venv/bin/activate"
        )
        let script = BatchScript(
            options: options,
            environment: environment,
            body: "exec ./bootstrap.sh \"$SLURM_ARRAY_TASK_ID\""
        )
        try expectSnapshot(script.text(), named: "array.sh")
    }

    @Test("the least there can be")
    func least() throws {
        var options = BatchOptions()
        options.appendsOutput = false
        try expectSnapshot(BatchScript(options: options, body: "true\n").text(), named: "least.sh")
    }

    @Test("flags come sorted, whatever the order of further options")
    func sorted() {
        var generator = SeededGenerator(seed: 7)
        var options = BatchOptions()
        options.partition = "gpu"
        options.time = SlurmDuration(seconds: 60)
        let further: [BatchOptions.FurtherOption] = [
            .init("licenses", "a"), .init("immediate"), .init("mail-type", "END"),
        ]
        var seen: Set<[BatchOptions.Flag]> = []
        for _ in 0..<20 {
            options.further = further.shuffled(using: &generator)
            seen.insert(options.flags)
            #expect(options.flags.map(\.name) == options.flags.map(\.name).sorted())
        }
        #expect(seen.count == 1)
    }

    @Test("text that would mean something else is refused, and the option named")
    func refused() {
        var options = BatchOptions()
        options.comment = "two\n#SBATCH --exclusive"
        #expect(throws: BatchScriptError.controlCharacter(option: "comment")) {
            try BatchScript(options: options, body: "true").text()
        }
        #expect(throws: BatchScriptError.carriageReturn) {
            try BatchScript(options: BatchOptions(), body: "true\r\n").text()
        }
        let environment = BatchEnvironment(variables: [.init("2FAST", "1")])
        #expect(throws: BatchScriptError.badVariable("2FAST")) {
            try BatchScript(options: BatchOptions(), environment: environment, body: "true").text()
        }
        #expect(throws: BatchScriptError.self) {
            try BatchScript(options: BatchOptions(), body: String(repeating: "#", count: 4 << 20)).text()
        }
    }
}
