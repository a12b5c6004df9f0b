import ArgumentParser
import Sweep
import Terminal

/// `sweep check`.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say what a sweep would run, and everything wrong or surprising about it.",
        discussion: "Nothing is made, started or changed. Exits with 65 when the spec cannot be submitted."
    )

    @OptionGroup var spec: SpecOptions
    @Option(name: .shortAndLong, help: ArgumentHelp("How to print the plan.", valueName: "format"))
    var format: OutputFormat = .table
    @OptionGroup var options: LabOptions

    func run() throws {
        let loaded = try LoadedSpec(spec, isQuiet: options.quiet)
        let plan = try loaded.plan(knowing: FinishedJobs(in: options.location))
        let answers = try loaded.preflight(of: plan.jobs)
        let text = PlanText(spec: loaded.spec, plan: plan, path: spec.spec, preflight: answers)
        print(text.text(format, options.traits), terminator: "")
    }
}
