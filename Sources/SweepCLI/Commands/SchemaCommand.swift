import ArgumentParser
import Orchestrator
import Sweep

/// `sweep schema`.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of sweep specs, for editors.",
        discussion: """
            sweep schema > sweep.schema.json
            and as the first line of a spec
            # yaml-language-server: $schema=sweep.schema.json
            """
    )

    func run() throws {
        print(SpecSchema(try EmbeddedTrainer.found().readSchema()).text, terminator: "")
    }
}
