import ArgumentParser
import Foundation
import RunLog
import Terminal
import Tracker

/// `tracker import`.
struct ImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Take over the runs of TensorBoard, W&B, MLflow, or a table.",
        discussion: """
            Each run becomes a run directory under lab/runs/GROUP/. Importing again adds what is new, and nothing where \
            nothing is. What is read is data alone: no code in it is run, no path in it is opened.
            """,
        subcommands: [TensorBoard.self, WandB.self, MLflow.self, Table.self]
    )

    /// `tracker import tensorboard`.
    struct TensorBoard: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "tensorboard",
            abstract: "Import event files: scalars, and what the hparams plugin says.",
            discussion: "Example: tracker import tensorboard logs/"
        )

        @Argument(help: ArgumentHelp("A folder with event files in it, or one.", valueName: "path"))
        var path: String

        @OptionGroup var options: ImportOptions

        func run() throws { try options.run(.tensorBoard, path) }
    }

    /// `tracker import wandb`.
    struct WandB: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "wandb",
            abstract: "Import W&B's offline runs: history, configuration, tags, notes.",
            discussion: "Example: tracker import wandb wandb/"
        )

        @Argument(
            help: ArgumentHelp("A folder with offline-run-* folders in it, or one .wandb file.", valueName: "path")
        )
        var path: String

        @OptionGroup var options: ImportOptions

        func run() throws { try options.run(.wandb, path) }
    }

    /// `tracker import mlflow`.
    struct MLflow: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "mlflow",
            abstract: "Import an MLflow store: metrics, parameters, tags, notes; deleted runs stay out.",
            discussion: """
                Example: tracker import mlflow mlflow.db
                Example: tracker import mlflow mlruns/
                """
        )

        @Argument(help: ArgumentHelp("Its SQLite file, or its folder mlruns.", valueName: "path"))
        var path: String

        @OptionGroup var options: ImportOptions

        func run() throws { try options.run(.mlflow, path) }
    }

    /// `tracker import csv`.
    struct Table: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "csv",
            abstract: "Import a table: a row for each value (long), or a column for each metric (wide).",
            discussion: """
                Columns called run, step, time, metric and value are found by themselves, and so are their usual other names. \
                In a wide table with steps, numbers that change within a run are metrics and everything else parameters; \
                params.X and metrics.X are what they say. Commas, semicolons or tabs part the columns.

                Example: tracker import csv curves.csv --run-column experiment --step-column epoch
                Example: tracker import csv results.csv --metrics accuracy,loss
                """
        )

        @Argument(help: ArgumentHelp("The file.", valueName: "file"))
        var path: String

        @Option(name: .long, help: ArgumentHelp("The run's name.", valueName: "column"))
        var runColumn: String?

        @Option(name: .long, help: ArgumentHelp("The step.", valueName: "column"))
        var stepColumn: String?

        @Option(name: .long, help: ArgumentHelp("Seconds or milliseconds since 1970.", valueName: "column"))
        var timeColumn: String?

        @Option(name: .long, help: ArgumentHelp("The metric's name, in a long table.", valueName: "column"))
        var metricColumn: String?

        @Option(name: .long, help: ArgumentHelp("The value, in a long table.", valueName: "column"))
        var valueColumn: String?

        @Option(name: .long, help: ArgumentHelp("The metrics of a wide table, parted by commas.", valueName: "columns"))
        var metrics: String?

        @Option(name: .long, help: ArgumentHelp("The parameters, parted by commas.", valueName: "columns"))
        var params: String?

        @OptionGroup var options: ImportOptions

        func run() throws {
            var columns = CSVColumns()
            (columns.run, columns.step, columns.time) = (runColumn, stepColumn, timeColumn)
            (columns.metric, columns.value) = (metricColumn, valueColumn)
            columns.metrics = metrics.map(KnownColumns.names)
            columns.parameters = params.map(KnownColumns.names)
            try options.run(.csv(columns), path)
        }
    }
}
