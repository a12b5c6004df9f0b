import ArgumentParser
import Foundation
import RunLog
import Terminal
import Tracker

/// `tracker list sweeps`.
struct ListSweepsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweeps",
        abstract: "List sweeps and how their runs stand."
    )

    @OptionGroup var output: OutputOptions
    @OptionGroup var options: LabOptions

    func run() throws {
        guard let store = try options.openStore() else {
            if output.format == .json { print("[]") }
            return
        }
        let sweeps = try store.sweeps()
        if sweeps.isEmpty, output.format == .table {
            if !options.quiet { print("No sweeps yet. Start one with `sweep submit SPEC`.") }
            return
        }
        print(rows(sweeps).text(output.format, options.traits), terminator: "")
    }

    private func rows(_ sweeps: [SweepOverview]) -> Rows {
        let isTable = output.format == .table
        let states: [RunState] =
            isTable
            ? RunState.allCases.filter { state in sweeps.contains { $0.runs[state] != nil } } : RunState.allCases
        let columns = ["sweep", "trials", "runs"] + states.map(\.rawValue) + ["last_activity", "spec_path"]
        return Rows(columns, sweeps.map { row($0, states, isTable: isTable) })
    }

    private func row(_ overview: SweepOverview, _ states: [RunState], isTable: Bool) -> [JSONValue] {
        let activity = overview.lastActivity?.timeIntervalSince1970
        return [
            .string(overview.sweep.name),
            .int(Int64(overview.trials)),
            .int(Int64(overview.runs.values.reduce(0, +))),
        ]
            + states.map { .int(Int64(overview.runs[$0] ?? 0)) }
            + [
                activity.map { isTable ? .string(Timestamp.text($0)) : .double($0) } ?? .null,
                overview.sweep.specPath.map { .string($0) } ?? .null,
            ]
    }
}
