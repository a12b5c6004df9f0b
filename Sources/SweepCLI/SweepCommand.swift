import ArgumentParser
import Dispatch
import Orchestrator

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
            RetryCommand.self, SyncCommand.self,
            ClusterCommand.self, SchemaCommand.self,
        ]
    )

    /// Runs the command; an error of ours is printed as it words itself, without a stack trace.
    ///
    /// The main thread waits rather than be given to the system's event loop, which would open it to the signals that a
    /// submission to this machine waits for.
    static func main() {
        do {
            var command = try parseAsRoot()
            guard let waiting = command as? any AsyncParsableCommand else {
                try command.run()
                return
            }
            if submitsHere(command) { SignalWait.blockSignals() }
            finish(waiting)
        } catch {
            CommandFailure.exit(with: error)
        }
    }

    private static func submitsHere(_ command: any ParsableCommand) -> Bool {
        switch command {
        case let submit as SubmitCommand: submit.cluster == nil
        case let reproduce as ReproduceCommand: reproduce.cluster == nil
        default: false
        }
    }

    private static func finish(_ command: any AsyncParsableCommand) {
        let done = DispatchSemaphore(value: 0)
        // Made here, used there, and nowhere else.
        nonisolated(unsafe) var running = command
        Task {
            do {
                try await running.run()
            } catch {
                CommandFailure.exit(with: error)
            }
            done.signal()
        }
        done.wait()
    }
}
