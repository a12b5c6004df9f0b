import Foundation
import Sweep

/// Runs our samplers on the tasks and prints one JSON line a run.
enum SamplerRuns {
    private struct Record: Encodable {
        let task: String
        let sampler: String
        let seed: Int
        let values: [Double]
        let milliseconds: Double
        /// The last point and its value, with which the other definition of the task is checked.
        let last: [String: Double]
    }

    static func run(tasks: [Task], seeds: Range<Int>, trials: Int) throws {
        for task in tasks {
            for seed in seeds {
                let number = UInt64(seed)
                let samplers: [(String, Sampler)] = [
                    ("random", .random(RandomSampler(seed: number))),
                    ("sobol", .sobol(SobolSampler(seed: number))),
                    ("tpe", .tpe(TPESampler(seed: number))),
                ]
                for (name, sampler) in samplers {
                    let record = run(task, name, sampler, seed: seed, trials: trials)
                    print(String(decoding: try JSONEncoder().encode(record), as: UTF8.self))
                }
            }
        }
    }

    private static func run(_ task: Task, _ name: String, _ sampler: Sampler, seed: Int, trials: Int) -> Record {
        var history: [Observation] = []
        var values: [Double] = []
        var last: [String: Double] = [:]
        let clock = ContinuousClock()
        var spent = Duration.zero
        for index in 0..<trials {
            var point = SearchPoint()
            spent += clock.measure { point = sampler.suggest(space: task.space, history: history, index: index) }
            let value = task.value(point)
            values.append(value)
            history.append(Observation(point, values: value))
            last = Dictionary(uniqueKeysWithValues: point.values.keys.map { ($0, point.number($0)) })
        }
        return Record(
            task: task.name,
            sampler: name,
            seed: seed,
            values: values,
            milliseconds: spent / .milliseconds(1) / Double(trials),
            last: last
        )
    }
}
