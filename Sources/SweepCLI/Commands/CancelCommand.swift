import ArgumentParser
import Foundation
import Glibc
import Orchestrator
import RunLog
import Slurm
import Tracker

/// `sweep cancel`.
struct CancelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "End runs of a sweep that wait or run, wherever they are.",
        discussion: """
            Says what it will end and asks, unless --yes is given. What was cancelled is run again by `sweep retry`, or by \
            the next `sweep submit`.
            """
    )

    @OptionGroup var selection: SweepSelection
    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false
    @OptionGroup var clusters: ClusterOptions
    @OptionGroup var options: LabOptions

    func run() async throws {
        let sweep = try await FreshSweep(selection, clusters: clusters, options: options)
        let store = sweep.store
        let alive: Set<RunState> = [.created, .submitting, .queued, .running]
        let runs = try selection.found(in: store, sweep: sweep.name, states: alive).filter { !$0.state.isFinal }
        guard !runs.isEmpty else {
            say("\(sweep.name): none of the runs that are meant waits or runs")
            return
        }
        let here = runs.filter { $0.cluster == nil }
        let plans = try plans(runs, store)
        guard try isConfirmed(here, plans) else {
            throw CommandFailure(code: 1, text: "Nothing was cancelled.")
        }
        let ended = try LocalCancellation(store: store, machine: sweep.machine).cancel(here)
        var count = ended.count
        for (name, plan) in plans { count += try await carryOut(plan, on: name, store) }
        try sweep.ingest()
        say(
            "\(sweep.name): cancelled \(count) \(count == 1 ? "run" : "runs"). To run them again: sweep retry \(sweep.name)"
        )
        try complain(plans, missed: here.count - ended.count)
    }

    private func plans(_ runs: [Run], _ store: Store) throws -> [(String, ClusterCancellation.Plan)] {
        let ids = Set(runs.map(\.id))
        return try Set(runs.compactMap(\.cluster)).sorted()
            .map { ($0, try ClusterCancellation(store: store, cluster: $0).plan(ids)) }
    }

    private func carryOut(_ plan: ClusterCancellation.Plan, on name: String, _ store: Store) async throws -> Int {
        guard !plan.jobs.isEmpty,
            let connection = ClusterConnection(try clusters.cluster(named: name, options))
        else { return 0 }
        do {
            try await ClusterCancellation(store: store, cluster: name).carryOut(plan, over: connection)
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
        return plan.runs.count + plan.companions.count
    }

    /// Says what will be ended, and asks on a terminal.
    private func isConfirmed(_ here: [Run], _ plans: [(String, ClusterCancellation.Plan)]) throws -> Bool {
        var lines = here.isEmpty ? [] : ["this machine: \(here.count) \(here.count == 1 ? "run" : "runs")"]
        for (name, plan) in plans where !plan.jobs.isEmpty {
            let others = plan.companions.isEmpty ? "" : ", and \(plan.companions.count) more that share their jobs"
            let running = plan.runs.count { $0.state == .running }
            lines.append(
                "\(name): \(plan.runs.count) runs (\(running) running) in \(plan.jobs.count) jobs or tasks\(others)"
            )
        }
        if yes {
            if !lines.isEmpty { say("ends on " + lines.joined(separator: "; ")) }
            return true
        }
        guard isatty(STDIN_FILENO) == 1 else {
            throw CommandFailure(
                code: 64,
                text: "error: this would end on \(lines.joined(separator: "; ")). Nobody can be asked here: add --yes"
            )
        }
        FileHandle.standardError.write(Data("End on \(lines.joined(separator: "; "))? [y/N] ".utf8))
        return ["y", "yes"].contains((readLine() ?? "").lowercased())
    }

    private func complain(_ plans: [(String, ClusterCancellation.Plan)], missed: Int) throws {
        var problems = plans.filter { !$0.1.unknown.isEmpty }
            .map {
                "\($0.0): of \($0.1.unknown.count) runs nobody knows yet whether Slurm has them; try again in a minute"
            }
        if missed > 0 {
            problems.append("\(missed) runs on this machine were not running: a `sweep submit` may yet start them")
        }
        guard !problems.isEmpty else { return }
        throw CommandFailure(code: 1, text: problems.map { "warning: \($0)" }.joined(separator: "\n"))
    }

    private func say(_ text: String) {
        guard !options.quiet else { return }
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }
}
