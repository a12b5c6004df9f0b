import Foundation
import RunLog
import TestSupport
import Tracker

/// One invented run: what was asked of it, how far it came, and the curves that such a run would have logged.
struct FixtureRun {
    var id: Int64
    var sweep = "tokens"
    var trial: Int
    var attempt = 1
    var stage = "run"
    var state = RunState.finished
    var evidence = "exit.json says code 0"
    var parameters: [String: JSONValue]
    /// Training steps done.
    var steps: Int
    /// Where the loss ends up; smaller for the better configurations.
    var floor: Double
    /// The step at which the loss becomes NaN.
    var breaksAt: Int?
    var seed: UInt64

    private static let begin = 1_763_873_000.0
    private static let secondsPerStep = 1.7
    private static let evaluationEvery = 250

    private var started: Double { Self.begin + Double(id) * 2460 }
    private var isStarted: Bool { steps > 0 || state.isFinal }

    func series() -> [String: Series] {
        guard steps > 0 else { return [:] }
        var random = SeededGenerator(seed: seed)
        var all: [String: Series] = [:]
        all["train/loss"] = every(1, &random) { step, noise in
            if let breaksAt, step >= breaksAt { return .nan }
            return floor + 3.4 * exp(-Double(step) / 260) + 0.9 * exp(-Double(step) / 1100) + 0.045 * noise
        }
        all["train/lr"] = every(10, &random) { step, _ in
            step < 100 ? 1e-4 * Double(step) / 100 : 5e-5 * (1 + cos(.pi * Double(step - 100) / 1900))
        }
        all["train/grad_norm"] = every(5, &random) { step, noise in
            (0.4 + 2 * exp(-Double(step) / 150)) * exp(0.35 * noise)
        }
        all["train/tokens_per_second"] = every(20, &random) { _, noise in 48_200 + 900 * noise }
        all["system/memory_gb"] = every(20, &random) { step, _ in step < 40 ? 21.5 : 38.25 }
        let quality = { (step: Int) in (1.9 - floor) * (1 - exp(-Double(step) / 700)) }
        for (name, base, gain, spread) in [
            ("eval/mme", 820.0, 620.0, 14.0), ("eval/accuracy", 0.52, 0.28, 0.006),
            ("eval/accuracy_plus", 0.3, 0.3, 0.01),
            ("eval/mme.count", 90, 60, 5), ("eval/mme.color", 105, 70, 4), ("eval/mme.position", 60, 55, 6),
        ] where breaksAt == nil {
            let points = every(Self.evaluationEvery, &random) { base + gain * quality($0) + spread * $1 }
            if !points.values.isEmpty { all[name] = points }
        }
        return all
    }

    private func every(
        _ interval: Int,
        _ random: inout SeededGenerator,
        _ value: (Int, Double) -> Double
    ) -> Series {
        let steps = Array(stride(from: interval, through: steps, by: interval))
        let times = steps.map { started + Double($0) * Self.secondsPerStep }
        var values: [Double] = []
        for step in steps { values.append(value(step, random.normal())) }
        return Series(steps: steps.map(Int64.init), times: times, values: values)
    }

    func run() -> Run {
        let key = String(SeededGenerator.first(of: UInt64(trial) &+ UInt64(sweep.count) &* 1000), radix: 16)
        let end = started + Double(steps) * Self.secondsPerStep + 40
        return Run(
            id: id,
            sweep: sweep,
            key: key,
            attempt: attempt,
            stage: stage,
            trial: trial,
            state: state,
            evidence: evidence,
            parameters: parameters,
            summaries: series().mapValues(MetricSummary.init),
            host: isStarted ? "node\(id % 4 + 1)" : nil,
            createdAt: Date(timeIntervalSince1970: Self.begin),
            startedAt: isStarted ? Date(timeIntervalSince1970: started) : nil,
            finishedAt: state.isFinal ? Date(timeIntervalSince1970: end) : nil,
            directory: "runs/\(sweep)/\(key)/\(attempt)"
        )
    }
}

extension SeededGenerator {
    static func first(of seed: UInt64) -> UInt64 {
        var generator = SeededGenerator(seed: seed)
        return generator.next()
    }
}

extension MetricSummary {
    /// The summary that ingest would keep of these points.
    init(_ series: Series) {
        let numbers = zip(series.steps, series.values).filter { !$0.1.isNaN }
        let low = numbers.min { $0.1 < $1.1 }
        let high = numbers.max { $0.1 < $1.1 }
        self.init(
            last: series.values.last ?? .nan,
            lastStep: series.steps.last ?? 0,
            min: low?.1,
            max: high?.1,
            minStep: low?.0,
            maxStep: high?.0,
            count: series.values.count
        )
    }
}
