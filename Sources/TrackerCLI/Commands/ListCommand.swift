import ArgumentParser

/// `tracker list`: runs, sweeps, metrics or tags.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List runs, sweeps, metrics or tags.",
        subcommands: [ListRunsCommand.self, ListSweepsCommand.self, ListMetricsCommand.self, ListTagsCommand.self],
        defaultSubcommand: ListRunsCommand.self
    )
}
