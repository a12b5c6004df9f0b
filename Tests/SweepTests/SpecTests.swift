import Expressions
import Sweep
import Testing

@Suite struct SpecTests {
    /// Every section, read into its value.
    @Test func everySection() throws {
        let spec = try spec(
            """
            description: What it is for.
            fixed: {train.steps: 50}
            axes: {projector.depth: [2, 4]}
            seeds: [3, 5]
            metric: eval/mme
            search: {method: random, trials: 7, seed: 2, metric: train/loss}
            early_stop: {method: asha, min_steps: 10, reduction: 4, metric: train/loss, goal: min}
            env: {modules: [cuda/12.1], export: {OMP_NUM_THREADS: 8}, setup: "source ~/venv/bin/activate"}
            budget: {gpu_hours: 1.5, max_jobs: 9}
            """
        )
        #expect(spec.name == "test")
        #expect(spec.summary == "What it is for.")
        #expect(spec.seeds == [3, 5])
        #expect(spec.objective == Objective(metric: "eval/mme", goal: .max))
        #expect(spec.search.method == .random && spec.search.trials == 7 && spec.search.seed == 2)
        #expect(spec.search.objective == Objective(metric: "train/loss", goal: .min))
        #expect(spec.earlyStop.method == .asha && spec.earlyStop.minSteps == 10 && spec.earlyStop.reduction == 4)
        #expect(spec.environment.modules == ["cuda/12.1"])
        #expect(spec.environment.exports == [.init(name: "OMP_NUM_THREADS", value: "8")])
        #expect(spec.environment.setup == ["source ~/venv/bin/activate"])
        #expect(spec.budget.gpuHours == 1.5 && spec.budget.maxJobs == 9)
        #expect(spec.stages.map(\.name) == ["run"])
        #expect(spec.stages[0].commands == ["train", "eval"])
        #expect(spec.files == ["spec.yaml"])
    }

    @Test func aCommandWithItsSchema() throws {
        let schema = "{\"properties\": {\"lr\": {\"type\": \"number\", \"default\": 0.1}}}"
        let text = """
            trainer:
              command: [python, train.py, --config, "{config}"]
              schema: trainers/my.json
              code: ["*.py"]
            axes: {lr: [0.1, 0.2]}
            """
        let spec = try spec(text, files: ["trainers/my.json": schema])
        guard case .command(let command) = spec.trainer else {
            Issue.record("not a command")
            return
        }
        #expect(command.arguments == ["python", "train.py", "--config", "{config}"])
        #expect(command.schema == "trainers/my.json" && command.code == ["*.py"])
        #expect(spec.stages[0].commands == [""])
        #expect(spec.files == ["spec.yaml", "trainers/my.json"])
        let reading = try read(
            "sweep: x\n" + text.replacing("{lr:", with: "{lrr:"),
            files: ["trainers/my.json": schema]
        )
        #expect(reading.diagnostics.first?.suggestion == "lr")
    }

    /// The words of YAML 1.2's core schema, and what older YAML made of them.
    @Test(arguments: [
        ("010", Value.int(10)), ("0o10", .int(8)), ("0x1F", .int(31)), ("1e-4", .double(0.0001)), ("1.", .double(1)),
        ("+3", .int(3)), (".5", .double(0.5)), ("12:30", .string("12:30")), ("1_000", .string("1_000")),
        ("True", .bool(true)), ("~", .null), ("'4'", .string("4")), ("1e", .string("1e")),
        ("2023-01-01", .string("2023-01-01")),
    ])
    func scalars(text: String, value: Value) throws {
        let spec = try spec("trainer: {command: [t]}\nfixed: {a: \(text), b: 1}\n")
        #expect(spec.fixed.first?.cell.source == .literal(value))
    }

    @Test func theConfigurationIsNestedJSON() throws {
        let spec = try spec(
            """
            fixed: {optimizer.lr: 1e-4, lora: {targets: [q, k], rank: 4}, data.name: "a\\"b", projector.kind: linear}
            seeds: [7]
            """
        )
        let configuration = try #require(spec.expansion().first { _ in true }?.configuration)
        #expect(
            configuration.json == """
                {
                  "data": {
                    "name": "a\\"b"
                  },
                  "lora": {
                    "rank": 4,
                    "targets": ["q", "k"]
                  },
                  "optimizer": {
                    "lr": 0.0001
                  },
                  "projector": {
                    "kind": "linear"
                  },
                  "seed": 7
                }

                """
        )
        let resolved = configuration.resolved(with: try testSchema())
        #expect(resolved["projector.depth"] == .int(6) && resolved["lora.rank"] == .int(4))
        #expect(try spec2.expansion().first { _ in true }?.configuration.json == "{}\n")
    }

    private var spec2: SweepSpec { get throws { try spec("") } }
}
