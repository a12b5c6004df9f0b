public import ArgumentParser
import Foundation
public import Terminal
import Tracker

/// Where the lab is, and how much is said: the same flags for every command.
struct LabOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The lab's folder.", valueName: "dir"))
    var lab: String?

    @Flag(name: .shortAndLong, help: "Print results only.")
    var quiet = false

    /// The lab that is meant.
    var location: Lab {
        Lab(
            flag: lab,
            environment: ProcessInfo.processInfo.environment,
            currentDirectory: FileManager.default.currentDirectoryPath
        )
    }

    /// What standard output can show.
    var traits: OutputTraits {
        OutputTraits(descriptor: 1, environment: ProcessInfo.processInfo.environment)
    }
}

extension OutputFormat: ExpressibleByArgument {}
