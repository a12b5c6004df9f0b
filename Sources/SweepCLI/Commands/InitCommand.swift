import ArgumentParser
import Foundation
import Orchestrator
import Sweep

/// `sweep init`.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a first spec, with every key of the trainer as a comment.",
        discussion: "A file that is there already is left alone."
    )

    @Argument(
        help: ArgumentHelp("The file to write; its name becomes the sweep's.", valueName: "file"),
        completion: .file(extensions: ["yaml"])
    )
    var file = "sweep.yaml"
    @Flag(name: .shortAndLong, help: "Do not say what to type next.")
    var quiet = false

    func run() throws {
        let url = URL(fileURLWithPath: file)
        let schema = try EmbeddedTrainer.found().readSchema()
        let text = StarterSpec(named: url.deletingPathExtension().lastPathComponent, schema: schema).text
        do {
            let folder = url.deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url, options: .withoutOverwriting)
        } catch let error as CocoaError where error.code == .fileWriteFileExists {
            let next = "Name another one: sweep init OTHER.yaml"
            throw CommandFailure(code: 1, text: "error: \(file) exists and is left as it is. \(next)")
        } catch {
            throw CommandFailure(code: 1, text: "error: \(file) cannot be written: \(error.localizedDescription)")
        }
        if !quiet { print("Wrote \(file). Next:\n  sweep check \(file)\n  sweep submit \(file)") }
    }
}
