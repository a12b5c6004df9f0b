import ArgumentParser
import RunLog
import Terminal
import Tracker

/// `tracker sql`.
struct SQLCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sql",
        abstract: "Ask the store in SQL; nothing can be changed.",
        discussion: """
            The tables are described in docs/schema.md.

            Example: tracker sql "SELECT state, count(*) AS runs FROM run GROUP BY state"
            """
    )

    @Argument(help: ArgumentHelp("One SELECT.", valueName: "select"))
    var statement: String

    @Option(name: .shortAndLong, help: ArgumentHelp("At most so many rows.", valueName: "count"))
    var limit: Int?

    @OptionGroup var output: OutputOptions
    @OptionGroup var options: LabOptions

    func run() throws {
        guard try options.openStore() != nil else {
            if output.format == .json { print("[]") }
            return
        }
        let result = try Store(readingFrom: options.location).rows(sql: statement, limit: limit)
        print(Rows(result.columns, result.rows).text(output.format, options.traits), terminator: "")
    }
}
