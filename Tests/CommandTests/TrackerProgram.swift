import Foundation
import Testing

/// The built `tracker`, run as a person runs it.
struct TrackerProgram {
    /// What it printed and how it ended.
    struct Outcome {
        let code: Int32
        let output: String
        let errors: String
    }

    /// The folder in which it is run, whose `lab` is the lab.
    let folder: URL

    /// Runs it with arguments.
    func callAsFunction(_ arguments: String...) async throws -> Outcome {
        try await self(arguments)
    }

    /// Runs it with arguments.
    func callAsFunction(_ arguments: [String]) async throws -> Outcome {
        let variables = ["PATH": "/usr/bin:/bin", "LAB_DIR": folder.appending(path: "lab").path, "COLUMNS": "100"]
        // Files rather than pipes: however much is printed, nobody waits for a reader.
        let scratch = FileManager.default.temporaryDirectory.appending(path: "tracker-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        let process = Process()
        process.executableURL = try Self.executable()
        process.arguments = arguments
        process.environment = variables
        process.currentDirectoryURL = folder
        process.standardOutput = try Self.file(scratch, "output")
        process.standardError = try Self.file(scratch, "errors")
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { _ in continuation.resume() }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        return Outcome(
            code: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
            output: try String(contentsOf: scratch.appending(path: "output"), encoding: .utf8),
            errors: try String(contentsOf: scratch.appending(path: "errors"), encoding: .utf8)
        )
    }

    private static func file(_ folder: URL, _ name: String) throws -> FileHandle {
        let url = folder.appending(path: name)
        try Data().write(to: url)
        return try FileHandle(forWritingTo: url)
    }

    /// The programs lie beside the test bundle.
    static func executable() throws -> URL {
        var folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        for _ in 0..<4 {
            let candidate = folder.appending(path: "tracker")
            if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
            folder.deleteLastPathComponent()
        }
        throw CocoaError(.fileNoSuchFile)
    }

    /// Makes a run directory whose times are fixed, so that what is printed of it is too.
    func makeRun(_ key: String, depth: Int, losses: [Double], exit: Int32?) throws {
        let directory = folder.appending(path: "lab/runs/tokens/\(key)/1")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let write = { (name: String, text: String) in
            try text.write(to: directory.appending(path: name), atomically: true, encoding: .utf8)
        }
        try write("config.json", #"{"projector":{"depth":\#(depth),"kind":"pargo"},"seed":0}"#)
        try write("start.json", #"{"version":1,"started_at":1000,"host":"node3","pid":12}"#)
        let lines = losses.enumerated()
            .map { step, loss in
                #"{"step":\#(step * 10),"time":\#(1000 + step),"values":{"train/loss":\#(loss)}}"# + "\n"
            }
        try write("metrics.jsonl", lines.joined())
        try write("log.txt", "loading\nstep 10\n")
        guard let exit else { return }
        let reason = exit == 0 ? "finished" : "failed"
        try write("exit.json", #"{"version":1,"code":\#(exit),"signal":null,"reason":"\#(reason)","finished_at":1190}"#)
    }
}
