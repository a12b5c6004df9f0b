/// Speed and memory of training steps on made-up inputs of a preset's sizes: no data, no backbone, no file.
public struct Benchmark {
    /// What was measured.
    public struct Result: Sendable {
        /// 1 or 2.
        public let stage: Int
        /// Workers, each a thread.
        public let threads: Int
        /// Sequences in a step.
        public let batch: Int
        /// Positions of a step, all sequences together.
        public let positions: Int
        /// Milliseconds of each step after the warm-up, in order.
        public let milliseconds: [Double]
        /// Milliseconds of processor time of each of them, all threads together: what other programs disturb less.
        public let processorMilliseconds: [Double]
        /// The losses of all steps, warm-up included.
        public let losses: [Double]
        /// Multiplications and additions of a step of the plain model.
        public let operations: Double
        /// Those that are left to do after the masks, the rows that nobody asks for, and what all samples share.
        public let operationsLeft: Double
        /// The machine's matrix product in the same process at the model's sizes, all threads together, a second.
        public let peak: Double
        /// Where the time goes: seconds of a step by what is done, of all threads together.
        public let parts: [(part: Meter.Part, seconds: Double)]
        /// The largest resident size of the process, in bytes.
        public let peakMemory: Int
        /// What was foreseen of it, in bytes.
        public let foreseenMemory: Int

        /// The middle step's milliseconds.
        public var median: Double { milliseconds.sorted()[milliseconds.count / 2] }
        /// The middle step's milliseconds of processor time.
        public var processorMedian: Double { processorMilliseconds.sorted()[processorMilliseconds.count / 2] }
        /// Positions a second at the median.
        public var tokensPerSecond: Double { Double(positions) / median * 1000 }
        /// Operations done in a second at the median, as a part of the matrix product's.
        public var fractionOfPeak: Double { operationsLeft / (median / 1000) / peak }
        /// The same counting the plain model's operations, done or not.
        public var modelFractionOfPeak: Double { operations / (median / 1000) / peak }
    }

    private let configuration: TrainerConfiguration
    private let stage: Int
    private let threads: Int
    private let part: Int
    private let recomputes: Bool

    /// A benchmark of one stage; each worker has `part` sequences in memory at a time, as many as in training by default.
    ///
    /// With `recomputes` layers make their activations again in the backward pass.
    public init(
        _ configuration: TrainerConfiguration,
        stage: Int,
        threads: Int,
        part: Int? = nil,
        recomputes: Bool = false
    ) {
        self.recomputes = recomputes
        var configuration = configuration
        configuration.llm.vocabulary = max(configuration.llm.vocabulary, Vocabulary.scenes.words.count)
        (self.configuration, self.stage, self.threads) = (configuration, stage, threads)
        self.part = part ?? ParallelModel.chunk
    }

    /// Tokens of each text.
    public static let textLength = 48

    /// The texts and images of one step: in stage 1 every token of the text is to be learned, in stage 2 every other run
    /// of eight, as answers are between questions.
    static func samples(_ configuration: TrainerConfiguration, stage: Int, count: Int) -> [TrainingData.Sample] {
        var generator = SeededGenerator(seed: 0, stream: "benchmark/text")
        return (0..<count)
            .map { index in
                let tokens = (0..<textLength).map { _ in Int32(generator.below(configuration.llm.vocabulary)) }
                let labels = tokens.enumerated()
                    .map { place, token in
                        place == 0 || (stage == 2 && place / 8 % 2 == 0) ? CrossEntropy.ignored : token
                    }
                return TrainingData.Sample(text: TokenizedText(tokens: tokens, labels: labels), image: index)
            }
    }

    /// Throws `TrainingFailure` when the machine has less memory free than the steps need.
    public func checkMemory() throws { try need(threads).check(FreeMemory(threads: threads)) }

    private func need(_ workers: Int) -> MemoryNeed {
        MemoryNeed(steps: configuration, workers: workers, part: part, recomputes: recomputes)
    }

    /// Runs `warmup` steps that do not count, then `steps` that do.
    public func run(warmup: Int, steps: Int, progress: (Int) -> Void = { _ in }) -> Result {
        let workers = Workers(threads)
        defer { workers.finish() }
        let count = configuration.train.batch * configuration.train.accumulate
        let samples = Self.samples(configuration, stage: stage, count: count)
        let model = makeModel()
        let table = FeatureTable(random: count, configuration)
        let parallel = ParallelModel(
            model,
            configuration.optimizer.adam,
            workers: workers,
            chunk: part,
            recomputes: recomputes
        )
        var (milliseconds, processor, losses, positions) = ([Double](), [Double](), [Double](), 0)
        for step in 0..<warmup + steps {
            let (start, used) = (ContinuousClock.now, ProcessUsage().seconds)
            let outcome = parallel.accumulate(samples, table, dropout: nil)
            _ = parallel.update(learningRate: 1e-4, clip: configuration.train.clip)
            if step >= warmup {
                milliseconds.append(start.duration(to: .now) / .milliseconds(1))
                processor.append((ProcessUsage().seconds - used) * 1000)
            }
            losses.append(outcome.loss.value)
            positions = outcome.positions
            progress(step + 1)
        }
        let peakMemory = ProcessUsage().peakMemory
        let metered = metered(parallel, samples, table, steps: max(1, steps / 4))
        return Result(
            stage: stage,
            threads: workers.count,
            batch: count,
            positions: positions,
            milliseconds: milliseconds,
            processorMilliseconds: processor,
            losses: losses,
            operations: OperationCount(configuration, stage: stage).total,
            operationsLeft: metered.operations,
            peak: MatrixPeak(configuration, workers: workers).measure(),
            parts: metered.parts,
            peakMemory: peakMemory,
            foreseenMemory: need(workers.count).bytes
        )
    }

    /// Steps of their own with meters on: where all threads' time goes, the mean of a step.
    private func metered(
        _ parallel: ParallelModel,
        _ samples: [TrainingData.Sample],
        _ table: FeatureTable,
        steps: Int
    ) -> (parts: [(part: Meter.Part, seconds: Double)], operations: Double) {
        let meters = parallel.replicas.map { _ in Meter() }
        for (replica, meter) in zip(parallel.replicas, meters) { replica.scratch.meter = meter }
        let begin = ContinuousClock.now
        var update = Duration.zero
        for _ in 0..<steps {
            _ = parallel.accumulate(samples, table, dropout: nil)
            let start = ContinuousClock.now
            _ = parallel.update(learningRate: 1e-4, clip: configuration.train.clip)
            update += start.duration(to: .now)
        }
        let threads = Double(meters.count)
        let all = begin.duration(to: .now) / .seconds(1) * threads
        var sums = Dictionary(
            uniqueKeysWithValues: Meter.Part.allCases.map { part in
                (part, meters.reduce(0) { $0 + ($1.seconds[part] ?? 0) })
            }
        )
        sums[.optimizer] = update / .seconds(1) * threads
        sums[.rest] = max(0, all - sums.values.reduce(0, +))
        return (
            Meter.Part.allCases.map { ($0, (sums[$0] ?? 0) / Double(steps)) },
            meters.reduce(0) { $0 + $1.operations } / Double(steps)
        )
    }

    /// Fresh weights, frozen as the stage has it.
    private func makeModel() -> VisionLanguageModel {
        var generator = SeededGenerator(seed: configuration.seed, stream: "benchmark/weights")
        let language = LanguageModel(configuration.llm, &generator)
        language.parameters.freeze()
        if stage == 2 { language.addUpdates(configuration.lora, &generator) }
        return VisionLanguageModel(projector: configuration.makeProjector(&generator), language: language)
    }
}
