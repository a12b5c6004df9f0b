import ArgumentParser
import Foundation
import RunLog
import Terminal
import Tracker

/// `tracker rm`.
struct RemoveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm",
        abstract: "Remove runs for good: rows, points, and their folders.",
        discussion: """
            Says what goes and asks, unless --yes is given. Runs that go on are refused. `tracker archive` only puts runs away.

            Example: tracker rm --where "state = crashed and age > 30d"
            """
    )

    @Flag(name: .long, help: "Do not ask.")
    var yes = false

    @Flag(name: .long, help: "Only say what would go.")
    var dryRun = false

    @OptionGroup var targets: RunTargets
    @OptionGroup var output: OutputOptions
    @OptionGroup var options: LabOptions

    func run() throws {
        guard let store = try options.openStore() else { throw ExitCode(64) }
        let plan = try store.removalPlan(for: try targets.runs(in: store))
        if plan.parts.isEmpty {
            if !options.quiet { print("No runs fit: nothing to remove.") }
            return
        }
        if !options.quiet { print(rows(plan).text(output.format, options.traits), terminator: "") }
        if dryRun { return }
        try confirm(plan)
        try store.remove(plan)
        if !options.quiet { Diagnostic.write("removed \(summary(plan))") }
    }

    private func rows(_ plan: RemovalPlan) -> Rows {
        let isTable = output.format == .table
        return Rows(
            ["id", "key", "state", "points", "files", isTable ? "size" : "bytes", "folder"],
            plan.parts.map { part in
                [
                    .int(part.run.id), .string(isTable ? RunText.shortKey(part.run.key) : part.run.key),
                    .string(part.run.state.rawValue), .int(Int64(part.points)), .int(Int64(part.files)),
                    isTable ? .string(NumberText.bytes(part.bytes)) : .int(part.bytes),
                    part.folder.map { .string($0) } ?? .null,
                ]
            }
        )
    }

    private func summary(_ plan: RemovalPlan) -> String {
        let runs = "\(plan.parts.count) \(plan.parts.count == 1 ? "run" : "runs")"
        let files = "\(NumberText.count(plan.files)) \(plan.files == 1 ? "file" : "files")"
        return "\(runs), \(NumberText.count(plan.points)) points, \(files) (\(NumberText.bytes(plan.bytes)))"
    }

    /// Asks a person; a script must have said `--yes`.
    private func confirm(_ plan: RemovalPlan) throws {
        if yes { return }
        guard isatty(0) == 1 else {
            throw UsageError("nobody is there to ask: give --yes to remove \(summary(plan)), or --dry-run to look")
        }
        FileHandle.standardError.write(Data("Remove \(summary(plan)) for good? [y/N] ".utf8))
        let answer = readLine()?.lowercased() ?? ""
        guard answer == "y" || answer == "yes" else {
            Diagnostic.write("nothing was removed")
            throw ExitCode(1)
        }
    }
}
