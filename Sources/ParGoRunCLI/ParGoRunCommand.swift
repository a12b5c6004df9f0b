import ArgumentParser
import ParGoRun

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The embedded trainer's command line.
@main struct ParGoRunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pargo-run",
        abstract: "Train and evaluate ParGo, a Partial-Global projector between a vision encoder and a language model.",
        discussion: """
            Each command reads DIR/config.json; keys that it does not name take their defaults. Data, backbones and \
            image features are made once and shared by all runs through the cache folder.
            """,
        subcommands: [
            SchemaCommand.self, DataCommand.self, BackboneCommand.self, TrainCommand.self, EvalCommand.self,
            ForwardCommand.self, GradientsCommand.self, WeightsCommand.self, BenchCommand.self,
        ]
    )
}

/// Prints what may stand in a configuration.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of the configuration, with commands and metrics."
    )

    func run() {
        StandardOutput.write(Schema.text())
    }
}

/// Makes the data set.
struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data",
        abstract:
            "Generate the data set into the cache, if it is not there; of a folder of one's own, read everything in it."
    )

    @OptionGroup var options: RunOptions

    func run() throws {
        try options.perform { trial, report in
            for line in try trial.checkData() { try report.say(line) }
        }
    }
}

/// Makes the frozen parts.
struct BackboneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backbone",
        abstract: "Train the frozen vision encoder and language model into the cache, if they are not there."
    )

    @OptionGroup var options: RunOptions

    func run() throws {
        try options.perform { trial, report in
            let data = try trial.prepareData()
            try report.say("Backbone: \(try trial.prepareBackbone(data).key)")
        }
    }
}

/// Evaluates what was trained.
struct EvalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract:
            "Score the held-out questions with the weights of DIR/checkpoints, or of the stage that the run needs."
    )

    @OptionGroup var options: RunOptions

    func run() throws {
        try options.perform { trial, report in
            for result in try trial.evaluate(checkpoint: try options.trainedWeights(report)) {
                try report.record(result)
            }
        }
    }
}
