import ArgumentParser
import ParGoRun
import RunLog

/// Measures training steps.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure training steps of a preset on made-up inputs: speed, memory, and where the time goes.",
        discussion: """
            Nothing is read or written. The matrix product that speed is compared with is measured in the same process, \
            at the model's own shapes, with the same threads.
            """
    )

    /// How the result is printed.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case table
        case json
    }

    @Option(name: .long, help: "Whose sizes: tiny, mini or paper.")
    var preset = "mini"

    @Option(name: .long, help: "1: captions, projector only; 2: questions, projector and low-rank updates.")
    var stage = 2

    @Option(name: .long, help: "Steps that count.")
    var steps = 10

    @Option(name: .long, help: "Steps before them that do not.")
    var warmup = 2

    @Option(name: .long, help: "Sequences that each thread has in memory at a time [default: as in training].")
    var part: Int?

    @Flag(name: .long, help: "Make each layer's activations again in the backward pass: train.recompute layers.")
    var recompute = false

    @OptionGroup var threads: ThreadOptions

    @Option(name: [.customShort("f"), .long], help: "table or json.")
    var format = Format.table

    func validate() throws {
        guard TrainerConfiguration.Preset(rawValue: preset) != nil else {
            throw ValidationError("There is no preset '\(preset)'; presets: tiny, mini, paper.")
        }
        guard [1, 2].contains(stage) else { throw ValidationError("--stage is 1 or 2.") }
        if let part, part < 1 { throw ValidationError("--part is at least 1.") }
        guard (1...100_000).contains(steps), (0...100_000).contains(warmup) else {
            throw ValidationError("--steps is at least 1, --warmup at least 0.")
        }
    }

    func run() throws {
        try Processor.check()
        guard let preset = TrainerConfiguration.Preset(rawValue: preset) else { return }
        let benchmark = Benchmark(
            TrainerConfiguration(preset),
            stage: stage,
            threads: threads.count,
            part: part,
            recomputes: recompute
        )
        do { try benchmark.checkMemory() } catch {
            StandardError.write("pargo-run: \(error)\n")
            throw ExitCode(1)
        }
        let result = benchmark.run(warmup: warmup, steps: steps)
        StandardOutput.write(format == .json ? json(result).text + "\n" : table(result))
    }

    private func json(_ result: Benchmark.Result) -> JSONValue {
        .object([
            .init("preset", .string(preset)), .init("stage", .int(Int64(result.stage))),
            .init("threads", .int(Int64(result.threads))), .init("batch", .int(Int64(result.batch))),
            .init("steps", .int(Int64(steps))), .init("recompute", .bool(recompute)),
            .init("median_ms", .double(result.median)),
            .init("min_ms", .double(result.milliseconds.min() ?? 0)),
            .init("median_cpu_ms", .double(result.processorMedian)),
            .init("tokens_per_second", .double(result.tokensPerSecond)),
            .init("peak_memory_bytes", .int(Int64(result.peakMemory))),
            .init("foreseen_memory_bytes", .int(Int64(result.foreseenMemory))),
            .init("sgemm_flops", .double(result.peak)),
            .init("step_flop", .double(result.operationsLeft)), .init("model_flop", .double(result.operations)),
            .init("fraction_of_sgemm", .double(result.fractionOfPeak)),
            .init("model_fraction_of_sgemm", .double(result.modelFractionOfPeak)),
            .init("blas_kernels", .string(BLAS.kernels)),
            .init("losses", .array(result.losses.map(JSONValue.double))),
            .init(
                "parts",
                .object(result.parts.map { .init($0.part.rawValue, .double($0.seconds / Double(result.threads))) })
            ),
        ])
    }

    private func table(_ result: Benchmark.Result) -> String {
        let peak = result.peak / 1e9
        var lines = [
            "\(preset), stage \(result.stage), \(result.batch) sequences a step, \(result.threads) threads, \(BLAS.kernels)",
            "step              \(fixed(result.median)) ms (median of \(steps))",
            "processor time    \(fixed(result.processorMedian)) ms a step, all threads",
            "tokens            \(fixed(result.tokensPerSecond, 0)) /s",
            "peak memory       \(result.peakMemory >> 20) MiB (foreseen \(result.foreseenMemory >> 20))",
            "matrix product    \(fixed(peak)) GFLOP/s at the model's shapes",
            "a step's work     \(fixed(result.operationsLeft / 1e9)) GFLOP, \(fixed(100 * result.fractionOfPeak)) % of that speed",
            "the plain model's \(fixed(result.operations / 1e9)) GFLOP, \(fixed(100 * result.modelFractionOfPeak)) %",
            "", "where the time goes",
        ]
        let all = result.parts.reduce(0) { $0 + $1.seconds }
        for (part, seconds) in result.parts {
            let name = part.rawValue + String(repeating: " ", count: 24 - part.rawValue.count)
            let milliseconds = fixed(1000 * seconds / Double(result.threads))
            lines.append("  \(name)\(milliseconds) ms  \(fixed(100 * seconds / all)) %")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func fixed(_ value: Double, _ digits: Int = 1) -> String {
        let scale = digits == 0 ? 1.0 : 10.0
        let tenths = Int((value * scale).rounded())
        return digits == 0 ? "\(tenths)" : "\(tenths / 10).\(tenths % 10)"
    }
}
