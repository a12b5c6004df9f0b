import Foundation
import Orchestrator
import RunLog
import Sweep
import Terminal
import Tracker

/// How far a sweep is, at one moment.
struct SweepProgress: Equatable {
    /// How far it is in one place.
    struct Place: Equatable {
        let name: String
        var counts: [RunState: Int] = [:]
        /// Runs that are done, and parts of those that run.
        var done = 0.0
        var gpuHours = 0.0

        var total: Int { counts.values.reduce(0, +) }
        var isOver: Bool { counts.keys.allSatisfy(\.isFinal) }
    }

    let sweep: String
    var places: [Place] = []
    /// Trials of which no run has begun.
    var notStarted = 0
    /// What it may use.
    var budget: Double?

    var gpuHours: Double { places.reduce(0) { $0 + $1.gpuHours } }
    var isOver: Bool { places.allSatisfy(\.isOver) }

    /// Looks at the store, and at what running trainers tell of themselves.
    ///
    /// - Parameters:
    ///   - sweep: The sweep's name.
    ///   - store: The lab's store.
    ///   - gpus: How many GPUs each run asks for, by key.
    ///   - budget: What it may use, in GPU-hours.
    ///   - now: Seconds since 1970.
    /// - Throws: `StoreError`.
    init(_ sweep: String, store: Store, gpus: [String: Int], budget: Double?, now: Double) throws {
        self.sweep = sweep
        self.budget = budget
        var places: [String: Place] = [:]
        let all = try store.runs(RunQuery(sweep: sweep))
        let latest = try store.runs(RunQuery(sweep: sweep, latestAttempts: true))
        for run in latest {
            let name = run.cluster ?? "here"
            var place = places[name] ?? Place(name: name)
            place.counts[run.state, default: 0] += 1
            place.done += run.state.isFinal ? 1 : run.state == .running ? Self.fraction(run, store.lab) : 0
            places[name] = place
        }
        // What earlier attempts used is used, too.
        for run in all {
            let hours = Double(gpus[run.key] ?? 0) * (run.duration(now: now) ?? 0) / 3600
            places[run.cluster ?? "here"]?.gpuHours += hours
        }
        self.places = places.values.sorted { $0.name < $1.name }
        let begun = Set(latest.compactMap(\.trial))
        let trials = try store.trials(of: sweep)
        let shared = try SharedRuns(of: trials, besides: latest, in: store)
        notStarted = trials.compactMap(\.number).count { !begun.contains($0) && shared.byTrial[$0] == nil }
    }

    private static func fraction(_ run: Run, _ lab: Lab) -> Double {
        // A record that is being replaced tells nothing for a moment.
        guard let record = try? ProgressRecord.read(from: lab.runDirectory(run.directory)), record.total > 0 else {
            return 0
        }
        return min(1, Double(record.done) / Double(record.total))
    }

    /// One JSON object on one line.
    func json(at now: Double) -> String {
        let places = places.map { place -> JSONValue in
            let counts = RunState.allCases.compactMap { state in
                place.counts[state].map { JSONValue.Member(state.rawValue, .int(Int64($0))) }
            }
            return .object([
                .init("place", .string(place.name)), .init("runs", .int(Int64(place.total))),
                .init("done", .double((place.done * 100).rounded() / 100)), .init("states", .object(counts)),
                .init("gpu_hours", .double((place.gpuHours * 1000).rounded() / 1000)),
            ])
        }
        return
            JSONValue.object([
                .init("at", .double((now * 1000).rounded() / 1000)), .init("sweep", .string(sweep)),
                .init("places", .array(places)), .init("not_started", .int(Int64(notStarted))),
                .init("gpu_hours", .double((gpuHours * 1000).rounded() / 1000)),
                .init("budget_gpu_hours", budget.map { .double($0) } ?? .null), .init("over", .bool(isOver)),
            ])
            .text
    }
}
