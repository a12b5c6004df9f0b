import ArgumentParser
import Foundation
import RunLog
import Tracker

/// `tracker`: what the runs of a lab came to.
@main struct TrackerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tracker",
        abstract: "See, compare and export the runs of a lab.",
        discussion: """
            The lab is the folder that --lab names, else $LAB_DIR, else the nearest lab/ upwards, else ./lab.
            Each command first takes in what the runs have written since the last look.
            """,
        version: "tracker 0.1.0",
        subcommands: [
            ListCommand.self, ShowCommand.self, DiffCommand.self, HistoryCommand.self, ExportCommand.self,
            SQLCommand.self,
            TagCommand.self,
            UntagCommand.self, NoteCommand.self, ArchiveCommand.self, UnarchiveCommand.self, RemoveCommand.self,
            GoalCommand.self, ImportCommand.self, CheckCommand.self, CompactCommand.self, ReportCommand.self,
            DashboardCommand.self,
        ]
    )

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var waiting = command as? any AsyncParsableCommand {
                try await waiting.run()
            } else {
                try command.run()
            }
        } catch {
            Diagnostic.exit(with: error)
        }
    }
}
