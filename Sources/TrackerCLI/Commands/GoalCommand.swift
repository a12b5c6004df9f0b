public import ArgumentParser
public import Tracker

/// `tracker goal`.
struct GoalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "goal",
        abstract: "Say whether less or more of a metric is better, which decides what `best` is.",
        discussion: """
            Without it the name decides: losses, errors, perplexities and times are to be small, everything else large. \
            `tracker list metrics` shows what holds.

            Example: tracker goal train/grad_norm min
            """
    )

    @Argument(help: ArgumentHelp("The metric's name.", valueName: "metric"), completion: .metrics)
    var metric: String

    @Argument(help: ArgumentHelp("Which way is better.", valueName: "goal"))
    var goal: MetricGoal

    @OptionGroup var options: LabOptions

    func run() throws {
        guard let store = try options.openStore() else { throw ExitCode(64) }
        try store.set(goal: goal, of: metric)
        if !options.quiet { print("\(metric): the \(goal == .min ? "smallest" : "largest") value is the best") }
    }
}

extension MetricGoal: ExpressibleByArgument {}
