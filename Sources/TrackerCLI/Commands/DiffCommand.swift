import ArgumentParser
import Foundation
import RunLog
import Terminal
import Tracker

/// `tracker diff`.
struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show what differs between runs: configuration, code, environment, packages, result.",
        discussion: """
            Nothing that all of them have alike is shown. Uncommitted changes are given as their size; --code prints them.

            Example: tracker diff 3 5
            """
    )

    @Argument(
        help: ArgumentHelp("Ids, keys or their beginnings, KEY/ATTEMPT, or run directories.", valueName: "run"),
        completion: .runs
    )
    var names: [String]

    @Flag(name: .long, help: "Print the uncommitted changes of each run in full.")
    var code = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var options: LabOptions

    func validate() throws {
        if names.count < 2 { throw ValidationError("name at least two runs to compare") }
    }

    func run() throws {
        guard let store = try options.openStore() else { throw ExitCode(64) }
        let runs = try names.map { try store.run(named: $0) }
        let difference = try RunDifference(of: runs, in: store, now: Timestamp.now())
        print(DifferenceText(difference, showsCode: code).text(output.format, options.traits), terminator: "")
    }
}
