import ArgumentParser

/// `tracker list`: runs, sweeps or metrics.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List runs, sweeps or metrics.",
        subcommands: [ListRunsCommand.self, ListSweepsCommand.self, ListMetricsCommand.self],
        defaultSubcommand: ListRunsCommand.self
    )
}
