import ArgumentParser

/// The program `sweep`.
@main
struct SweepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Expand a sweep into trials, run them, and say how they are doing.",
        discussion: """
            A sweep is a YAML file (docs/sweep-language.md). To see what one would run:
              sweep check sweeps/quickstart.yaml
            To run what is left of it, here or on a cluster:
              sweep submit sweeps/quickstart.yaml
            """,
        version: Version.text,
        subcommands: [CheckCommand.self, ExpandCommand.self, DiffCommand.self, SubmitCommand.self, StatusCommand.self]
    )

    /// Runs the command; an error of ours is printed as it words itself, without a stack trace.
    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            CommandFailure.exit(with: error)
        }
    }
}
