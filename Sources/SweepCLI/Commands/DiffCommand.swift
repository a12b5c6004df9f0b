import ArgumentParser
import Sweep
import Terminal

/// `sweep diff`.
struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Say which trials come, stay and go between two specs.",
        discussion: "Trials are compared by key: the same configuration and code is the same trial in either file."
    )

    @Argument(help: ArgumentHelp("The spec as it was.", valueName: "old"), completion: .file(extensions: ["yaml"]))
    var old: String
    @Argument(help: ArgumentHelp("The spec as it is to be.", valueName: "new"), completion: .file(extensions: ["yaml"]))
    var new: String
    @Option(name: .shortAndLong, help: ArgumentHelp("How to print the difference.", valueName: "format"))
    var format: OutputFormat = .table
    @OptionGroup var options: LabOptions

    func run() throws {
        let before = try LoadedSpec(.of(old), isQuiet: options.quiet)
        let after = try LoadedSpec(.of(new), isQuiet: options.quiet)
        let finished = FinishedJobs(in: options.location)
        let diff = SpecDiff(from: try before.plan(knowing: finished), to: try after.plan(knowing: finished))
        print(DiffText(diff: diff).text(format, options.traits), terminator: "")
    }
}
