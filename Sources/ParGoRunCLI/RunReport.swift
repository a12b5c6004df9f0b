import ParGoRun
import RunLog

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a run writes into its run directory, and what it shows to whoever started it.
///
/// Under a wrapper that has claimed the run, messages go to standard output only, which the wrapper keeps as the log. Run
/// by hand, nobody has claimed it: then the writer makes all the records, and messages go into the log as well.
final class RunReport {
    private let directory: RunDirectory
    private let writer: RunWriter
    private let log: LineFile?
    private var lastShown = 0.0

    /// Opens the directory and claims it if nobody has.
    ///
    /// A run that has ended by hand may be worked on again, as `eval` does after `train`: its records are made anew.
    init(_ folder: URL, environment: [String: String]) throws {
        directory = RunDirectory(folder.path)
        let isWrapped = environment["RUN_DIR"] != nil
        if !isWrapped { try Self.forgetEnd(of: directory) }
        writer = try RunWriter(directory, details: Self.details(), environment: environment)
        log = writer.holdsClaim ? try LineFile(directory.log) : nil
        capture(environment)
    }

    /// Takes an event of the trainer.
    func take(_ event: TrainerEvent) throws {
        switch event {
        case .message(let text): try say(text)
        case .progress(let done, let total, let unit):
            show(done, total, unit)
            try writer.progress(done: Int64(done), total: Int64(total), unit: unit)
        case .metrics(let step, let values):
            let pairs = values.map { (key: $0.name, value: $0.value) }
            try writer.log(step: Int64(step), values: pairs)
        }
    }

    /// A line for the log.
    func say(_ text: String) throws {
        StandardOutput.write(text + "\n")
        try log?.append(text)
    }

    /// The folder of the trained weights, made when absent.
    func checkpoints() throws -> URL {
        let url = URL(filePath: directory.checkpoints)
        try DiskFile.makeFolder(url)
        return url
    }

    /// Writes each answer to `artifacts/<benchmark>_items.jsonl`, registers the file, and says the scores.
    func record(_ result: BenchmarkResult) throws {
        let lines = result.items.map { $0.json.line + "\n" }
        let folder = URL(filePath: directory.artifacts)
        try DiskFile.makeFolder(folder)
        try DiskFile.replace(folder.appending(path: result.itemsFile), with: Array(lines.joined().utf8))
        try writer.register(artifact: result.itemsFile)
        for line in result.lines { try say(line) }
    }

    /// Ends the run's records.
    ///
    /// A run that a signal stopped was cancelled.
    func finish(code: Int32, signal: Int32 = 0) throws {
        if StandardError.isTerminal { StandardError.write("\r\u{1B}[K") }
        try writer.finish(code: code, reason: signal != 0 ? .cancelled : code == 0 ? .finished : .failed)
    }

    /// Whether the run has a checkpoint to go on from.
    func hasCheckpoint() throws -> Bool { try Self.hasCheckpoint(in: checkpoints()) }

    /// Whether a folder of checkpoints, which is there, has one to go on from.
    static func hasCheckpoint(in folder: URL) throws -> Bool {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).contains { $0.hasPrefix("step-") }
    }

    /// A progress line for a person; the run directory has its own.
    private func show(_ done: Int, _ total: Int, _ unit: String) {
        let time = Timestamp.now()
        guard StandardError.isTerminal, time - lastShown > 0.1 || done == total else { return }
        lastShown = time
        StandardError.write("\r\u{1B}[K\(done) of \(total) \(unit)s")
    }

    /// Removes the records of an end, and the claim of a process that is gone without one.
    private static func forgetEnd(of directory: RunDirectory) throws {
        let seen = try RunObservation(of: directory, at: Timestamp.now(), on: Machine.current())
        guard seen.exit != nil || seen.state == .crashed else { return }
        let files = FileManager.default
        for path in [directory.exit, directory.claim] where files.fileExists(atPath: path) {
            try files.removeItem(atPath: path)
        }
    }

    /// Records what the run is made from, beside it: on the task pool, which the training leaves alone.
    private func capture(_ environment: [String: String]) {
        guard environment["LAB_CAPTURE"] != "none" else { return }
        let (directory, more) = (directory, [JSONValue.Member("engine", .object(Self.hardware()))])
        let folder = FileManager.default.currentDirectoryPath
        Task.detached {
            let record = CaptureRecord.ofProcess(
                as: .trainer,
                arguments: CommandLine.arguments,
                environment: environment,
                folder: folder,
                more: more
            )
            // A run is worth more than the record of what it was made from.
            try? record.write(to: directory)
        }
    }

    private static func hardware() -> [JSONValue.Member] {
        [.init("blas_kernels", .string(BLAS.kernels)), .init("blas_threads", .int(Int64(BLAS.threads)))]
    }

    private static func details() -> [JSONValue.Member] {
        [
            .init("argv", Secrets.visible(CommandLine.arguments)), .init("hardware", .object(hardware())),
        ]
    }
}
