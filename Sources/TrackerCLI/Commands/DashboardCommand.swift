import ArgumentParser
import Foundation
import RunLog
import Terminal
import Tracker

/// `tracker dashboard`.
struct DashboardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dashboard",
        abstract: "Show the lab as pages that any browser opens.",
        subcommands: [Build.self]
    )

    /// `tracker dashboard build`.
    struct Build: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "build",
            abstract: "Write the lab's dashboard as files.",
            discussion: """
                The pages need no server and no network. Only files whose content changed are written, so building again
                is quick, and the same lab always gives the same bytes.
                """
        )

        @Option(name: .long, help: ArgumentHelp("Where to write; lab/dashboard unless given.", valueName: "dir"))
        var output: String?

        @Option(name: .shortAndLong, help: ArgumentHelp("How to print what was done.", valueName: "format"))
        var format: OutputFormat = .table

        @OptionGroup var options: LabOptions

        func run() throws {
            guard let store = try options.openStore() else { throw ExitCode(1) }
            let folder = URL(fileURLWithPath: output ?? store.lab.dashboard, isDirectory: true)
            let changes = try Site(SiteContent(store)).write(to: folder)
            let page = folder.appending(path: "index.html")
            switch format {
            case .table:
                print("file://\(page.path(percentEncoded: true))")
                guard !options.quiet else { return }
                let count = changes.written.count
                Diagnostic.write(
                    "The dashboard is ready: open the line above in a browser (\(count) files written, "
                        + "\(changes.unchanged) as before)."
                )
            case .json, .csv:
                let row: [JSONValue] = [
                    .string(page.path(percentEncoded: false)), .int(Int64(changes.written.count)),
                    .int(Int64(changes.unchanged)), .int(Int64(changes.removed.count)),
                ]
                let rows = Rows(["page", "written", "unchanged", "removed"], [row])
                print(rows.text(format, options.traits), terminator: "")
            }
        }
    }
}
