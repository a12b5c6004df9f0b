import Foundation
import RunLog
import Terminal
import Tracker

/// One row for each trial, or for each job that several trials share: its state and how that is known.
struct StatusRows {
    private struct Row {
        let trial: String
        let stage: String
        let key: String
        let attempt: Int?
        let state: String
        let style: Style
        let progress: String
        let duration: String
        let evidence: String
    }

    private let rows: [Row]
    /// Such as `8 trials · 5 finished · 2 running · 1 waiting`.
    let counts: String

    /// - Parameters:
    ///   - trials: The sweep's trials.
    ///   - runs: Its runs.
    ///   - elsewhere: Runs of other sweeps that trials of this one share; see ``SharedRuns``.
    ///   - lab: Where their folders are.
    init(trials: [TrialRecord], runs: [Run], elsewhere: SharedRuns = SharedRuns(), lab: Lab) {
        let started = Set(runs.compactMap(\.trial))
        let waiting = trials.compactMap(\.number).filter { !started.contains($0) && elsewhere.byTrial[$0] == nil }
        var rows = runs.sorted { ($0.trial ?? 0, $0.id) < ($1.trial ?? 0, $1.id) }.map { Self.row($0, lab) }
        rows += elsewhere.byTrial.sorted { $0.key < $1.key }
            .flatMap { number, shared in shared.map { Self.row($0, lab, sharedBy: number) } }
        rows += waiting.map { Self.waitingRow($0) }
        // Of one trial, and of those that several share, the order stays.
        self.rows = rows.sorted { (Int($0.trial) ?? 0) < (Int($1.trial) ?? 0) }
        let byState = Dictionary(grouping: runs + elsewhere.byTrial.values.joined(), by: \.state)
        let parts = RunState.allCases.compactMap { state in
            byState[state].map { "\($0.count) \(state.rawValue)" }
        }
        let rest = waiting.isEmpty ? [] : ["\(waiting.count) not started"]
        counts = (["\(trials.count) trials"] + parts + rest).joined(separator: " · ")
    }

    private static func row(_ run: Run, _ lab: Lab, sharedBy trial: Int? = nil) -> Row {
        let end = run.finishedAt ?? Date()
        let duration = run.startedAt.map { DurationText.of(end.timeIntervalSince($0)) } ?? ""
        return Row(
            trial: (trial ?? run.trial).map(String.init) ?? "shared",
            stage: run.stage,
            key: run.key,
            attempt: run.attempt,
            state: run.state.rawValue,
            style: style(of: run.state),
            progress: run.state == .running ? progress(lab.runDirectory(run.directory)) : "",
            duration: duration,
            evidence: trial == nil ? run.evidence : "as run \(run.name) of the sweep \(run.sweep): \(run.evidence)"
        )
    }

    private static func waitingRow(_ number: Int) -> Row {
        Row(
            trial: "\(number)",
            stage: "",
            key: "",
            attempt: nil,
            state: "not started",
            style: .dim,
            progress: "",
            duration: "",
            evidence: "no attempt is recorded"
        )
    }

    private static func progress(_ directory: RunDirectory) -> String {
        // A progress record that is being replaced, or is not ours, leaves the cell empty: nothing rests on it.
        guard let record = try? ProgressRecord.read(from: directory), record.total > 0 else { return "" }
        return "\(100 * record.done / record.total) %"
    }

    private static func style(of state: RunState) -> Style {
        switch state {
        case .finished: .green
        case .failed, .crashed, .lost: .red
        case .running: .cyan
        case .cancelled: .yellow
        case .created, .submitting, .queued: .plain
        }
    }

    /// The rows in that form, ended by a newline.
    func text(_ format: OutputFormat, _ traits: OutputTraits) -> String {
        switch format {
        case .table: table.text(traits)
        case .json: JSONValue.array(rows.map(json)).indentedText + "\n"
        case .csv: CSV.line(Self.names) + rows.map { CSV.line(fields($0)) }.joined()
        }
    }

    private static let names = ["trial", "stage", "key", "attempt", "state", "progress", "duration", "evidence"]

    private func fields(_ row: Row) -> [String] {
        [
            row.trial, row.stage, row.key, row.attempt.map(String.init) ?? "", row.state, row.progress, row.duration,
            row.evidence,
        ]
    }

    private func json(_ row: Row) -> JSONValue {
        .object(zip(Self.names, fields(row)).map { JSONValue.Member($0, .string($1)) })
    }

    private var table: Table {
        var table = Table([
            .init("trial", .trailing), .init("stage"), .init("key"), .init("attempt", .trailing), .init("state"),
            .init("progress", .trailing), .init("time", .trailing), .init("how this is known", mayShrink: true),
        ])
        for row in rows {
            table.add([
                .init(row.trial), .init(row.stage), .init(row.key, .dim), .init(row.attempt.map(String.init) ?? ""),
                .init(row.state, row.style), .init(row.progress), .init(row.duration), .init(row.evidence),
            ])
        }
        return table
    }
}
