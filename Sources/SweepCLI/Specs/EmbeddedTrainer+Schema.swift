import Foundation
import Orchestrator
import Sweep

extension EmbeddedTrainer {
    /// The trainer beside this program, else on the path.
    ///
    /// - Throws: `CommandFailure`.
    static func found() throws -> EmbeddedTrainer {
        let environment = ProcessInfo.processInfo.environment
        let executable = URL(fileURLWithPath: "/proc/self/exe")
        do {
            return try EmbeddedTrainer(besides: executable, searchPath: environment["PATH"] ?? "")
        } catch {
            throw CommandFailure(code: 1, text: "error: \(error)")
        }
    }

    /// What it says about itself.
    ///
    /// - Throws: `CommandFailure`.
    func readSchema() throws -> TrainerSchema {
        do {
            let reading = SpecReader.schema(try schema(), path: "pargo-run schema")
            guard let schema = reading.schema else {
                throw CommandFailure(code: 1, text: reading.diagnostics.map(\.description).joined(separator: "\n"))
            }
            return schema
        } catch let error as EmbeddedTrainerError {
            throw CommandFailure(code: 1, text: "error: \(error)")
        }
    }
}
