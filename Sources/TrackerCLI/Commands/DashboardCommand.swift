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
        subcommands: [Build.self, Serve.self]
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

    /// `tracker dashboard serve`.
    struct Serve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "serve",
            abstract: "Serve the lab's dashboard: open pages follow the runs, and a closer look gets every point.",
            discussion: """
                It listens on this machine alone. To look from your laptop at a lab on another machine, forward the port:
                ssh -L 8377:127.0.0.1:8377 HOST. With --host it listens elsewhere too, and readers need the token that
                the printed address carries. Ctrl-C ends it.
                """
        )

        @Option(name: .long, help: ArgumentHelp("The port to listen on.", valueName: "port"))
        var port: UInt16 = 8377

        @Option(name: .long, help: ArgumentHelp("The address to listen on.", valueName: "address"))
        var host = "127.0.0.1"

        @Option(name: .long, help: ArgumentHelp("A further name that readers reach it by.", valueName: "name"))
        var name: [String] = []

        @OptionGroup var options: LabOptions

        func run() async throws {
            let lab = options.location
            guard lab.isInUse else {
                Diagnostic.write(LabOptions.emptyLab(lab))
                throw ExitCode(1)
            }
            let isLocal = host == "127.0.0.1" || host == "::1"
            let token =
                isLocal
                ? nil : String((0..<32).compactMap { _ in "abcdefghijklmnopqrstuvwxyz0123456789".randomElement() })
            let server = try DashboardServer(lab, host: host, names: name, port: port, token: token)
            let address = server.address
            try await server.run {
                print(address)
                fflush(nil)
            } failed: { error in
                Diagnostic.write("warning: the lab could not be looked at: \(error)")
            }
        }
    }
}
