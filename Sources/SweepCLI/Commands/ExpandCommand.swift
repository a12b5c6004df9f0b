import ArgumentParser
import Sweep
import Terminal

/// `sweep expand`.
struct ExpandCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "expand",
        abstract: "Print the trials of a sweep, one a line.",
        discussion: """
            The CSV can be edited and run: name it in a spec as `runs: FILE.csv`. Without a limit, rows are printed as \
            they are made, however many they are.
            """
    )

    @OptionGroup var spec: SpecOptions
    @Flag(name: .long, help: "Print fixed keys too, not only those that vary.")
    var all = false
    @Option(name: .long, help: ArgumentHelp("At most so many trials.", valueName: "n"))
    var limit: Int?
    @Option(name: .shortAndLong, help: ArgumentHelp("How to print the trials.", valueName: "format"))
    var format: OutputFormat = .table
    @OptionGroup var options: LabOptions

    func run() throws {
        let loaded = try LoadedSpec(spec, isQuiet: options.quiet)
        let trials = TrialTable(loaded.spec.expansion(code: loaded.code), onlyVarying: !all)
        TrialRows(trials, limit: limit ?? .max).write(format, options.traits)
    }
}
