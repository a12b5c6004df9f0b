import ArgumentParser
import RunLog
import Terminal
import Tracker

/// `tracker list tags`.
struct ListTagsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tags",
        abstract: "List tags and how many runs have each."
    )

    @OptionGroup var output: OutputOptions
    @OptionGroup var options: LabOptions

    func run() throws {
        guard let store = try options.openStore() else {
            if output.format == .json { print("[]") }
            return
        }
        let tags = try store.tags()
        if tags.isEmpty, output.format == .table {
            if !options.quiet { print("No tags yet. Give some with `tracker tag NAME RUN…`.") }
            return
        }
        let rows = Rows(["tag", "runs"], tags.map { [.string($0.name), .int(Int64($0.runs))] })
        print(rows.text(output.format, options.traits), terminator: "")
    }
}
