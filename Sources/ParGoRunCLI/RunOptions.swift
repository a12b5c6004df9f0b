import ArgumentParser
import ParGoRun

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What each command that works on a run is told, and how it starts and ends.
struct RunOptions: ParsableArguments {
    static let checkpointName = "trained.safetensors"

    @Option(name: .long, help: ArgumentHelp("The run directory, with config.json in it.", valueName: "dir"))
    var run: String

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Where data, backbones and features are shared [default: $LAB_CACHE, else DIR/cache].",
            valueName: "dir"
        )
    )
    var cache: String?

    @OptionGroup var threads: ThreadOptions

    /// Which stage `train` was told to run, before what the configuration says.
    var stage: Int?

    enum CodingKeys: CodingKey {
        case run
        case cache
        case threads
    }

    /// Reads the configuration, does the work, and leaves the run's records behind.
    ///
    /// A wrong configuration exits with 65 before anything is written; any other failure with 1. Either way the reason
    /// is one line on standard error.
    func perform(_ work: (Trial, RunReport) throws -> Void) throws {
        let folder = URL(filePath: run)
        do { try Processor.check() } catch { throw Self.fail(1, "\(error)") }
        var configuration = try readConfiguration(folder)
        if let stage { configuration.train.stage = stage }
        let report: RunReport
        do { report = try RunReport(folder, environment: ProcessInfo.processInfo.environment) } catch {
            throw Self.fail(1, "\(error)")
        }
        do {
            let cache = Cache(folder: cacheFolder(folder))
            let trial = Trial(configuration, cache: cache, threads: threads.count, report: report.take)
            try work(trial, report)
            try report.finish(code: 0)
        } catch let stopped as StoppedRun {
            try report.finish(code: stopped.code, signal: stopped.signal)
            throw ExitCode(stopped.code)
        } catch {
            try report.finish(code: 1)
            throw Self.fail(1, "\(error)")
        }
    }

    private func readConfiguration(_ folder: URL) throws -> TrainerConfiguration {
        let file = folder.appending(path: "config.json")
        do {
            return try TrainerConfiguration(json: DiskFile.read(file))
        } catch let error as ConfigurationError {
            throw Self.fail(65, "\(file.path): \(error)")
        } catch {
            throw Self.fail(65, "\(error)")
        }
    }

    private func cacheFolder(_ folder: URL) -> URL {
        if let cache { return URL(filePath: cache) }
        if let shared = ProcessInfo.processInfo.environment["LAB_CACHE"], !shared.isEmpty {
            return URL(filePath: shared)
        }
        return folder.appending(path: "cache")
    }

    /// The trained weights: the run's own, else those of a run that this one needs, as the environment names it.
    func trainedWeights(_ report: RunReport) throws -> URL {
        let own = try report.checkpoints().appending(path: Self.checkpointName)
        if DiskFile.exists(own) { return own }
        let needed = ProcessInfo.processInfo.environment.filter { $0.key.hasPrefix("NEEDS_") }
            .sorted { $0.key < $1.key }
            .map { Self.weights(URL(filePath: $0.value)) }
            .filter { DiskFile.exists($0) }
        guard let weights = needed.first else {
            throw FileFailure(own, "is not there: train stage 1 first, or say --from a run that has")
        }
        guard needed.count == 1 else {
            let names = needed.map(\.path).joined(separator: ", ")
            throw FileFailure(own, "is not there, and more than one run that this one needs has weights: \(names)")
        }
        return weights
    }

    /// The weights' file of a run directory, or the file itself.
    static func weights(_ path: URL) -> URL {
        let inside = path.appending(path: "checkpoints/\(checkpointName)")
        return DiskFile.exists(inside) ? inside : path
    }

    private static func fail(_ code: Int32, _ line: String) -> ExitCode {
        StandardError.write("pargo-run: \(line)\n")
        return ExitCode(code)
    }
}
