import ArgumentParser

/// The program `sweep`.
@main
struct SweepCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Expand a sweep into trials, run them, and say how they are doing.",
        discussion: """
            A sweep is a YAML file (docs/sweep-language.md). To write a first one, with every key of the trainer:
              sweep init sweeps/first.yaml
            To see what one would run:
              sweep check sweeps/quickstart.yaml
            To run what is left of it on this machine:
              sweep submit sweeps/quickstart.yaml
            And on a cluster that clusters.yaml describes (docs/cluster.md):
              sweep submit sweeps/quickstart.yaml --cluster a100
            """,
        version: Version.text,
        subcommands: [
            InitCommand.self, CheckCommand.self, ExpandCommand.self, DiffCommand.self, SubmitCommand.self,
            ReproduceCommand.self, StatusCommand.self, WatchCommand.self, LogsCommand.self, CancelCommand.self,
            RetryCommand.self,
            ClusterCommand.self, SchemaCommand.self,
        ]
    )

    /// Runs the command; an error of ours is printed as it words itself, without a stack trace.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            CommandFailure.exit(with: error)
        }
    }
}
