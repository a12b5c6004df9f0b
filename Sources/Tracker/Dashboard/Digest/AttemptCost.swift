import Foundation
import RunLog

/// What an attempt took: time on its machine, GPUs, and who says how many those were.
struct AttemptCost {
    /// Who says how many GPUs an attempt held, the most reliable first.
    enum Source: CaseIterable {
        /// Slurm's accounts say what it gave the job.
        case allocated
        /// The job asked for them.
        case asked
        /// The run found them on its machine.
        case recorded

        var text: String {
            switch self {
            case .allocated: "as Slurm gave them (AllocTRES)"
            case .asked: "as asked of Slurm (gres × nodes)"
            case .recorded: "as the run found them"
            }
        }
    }

    /// The run.
    let run: Run
    /// Hours between start and end, or as far as is known of one that goes on.
    let hours: Double
    /// Its share of the GPUs; nil where nothing says how many.
    let gpus: Double?
    let source: Source?

    var gpuHours: Double? { gpus.map { $0 * hours } }

    /// - Parameters:
    ///   - run: The attempt.
    ///   - records: What the run noted of itself.
    ///   - span: Seconds between its own start and end; Slurm's, where it tells them, count more.
    init(of run: Run, records: RunRecords?, span: Double?) {
        self.run = run
        let facts = run.slurm
        var seconds = facts?.elapsedSeconds ?? span
        if facts?.endedAt == nil, !run.state.isFinal, let from = facts?.startedAt, let seen = facts?.seenAt {
            seconds = max(seconds ?? 0, seen.timeIntervalSince(from))
        }
        hours = (seconds ?? 0) / 3600
        if let share = facts?.gpus {
            gpus = share
            source = facts?.allocatedGPUs == nil ? .asked : .allocated
        } else {
            gpus = records?.gpus.map(Double.init)
            source = gpus == nil ? nil : .recorded
        }
    }

    /// Where the GPUs of these attempts are known from; nil where none is known.
    static func sources(_ costs: [AttemptCost]) -> String? {
        let ran = costs.filter { $0.hours > 0 }
        let known = Source.allCases.compactMap { source in
            let count = ran.count { $0.source == source }
            return count > 0 ? "\(source.text) for \(count) attempt\(count == 1 ? "" : "s")" : nil
        }
        guard !known.isEmpty else { return nil }
        let unknown = ran.count { $0.source == nil }
        return "GPU-hours are GPUs × time on the machine; the GPUs are " + known.joined(separator: ", ")
            + (unknown > 0 ? ", not recorded for \(unknown)" : "") + "."
    }
}
