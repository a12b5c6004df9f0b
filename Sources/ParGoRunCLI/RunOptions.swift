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

    /// Reads the configuration, does the work, and leaves the run's records behind.
    ///
    /// A wrong configuration exits with 65 before anything is written; any other failure with 1. Either way the reason
    /// is one line on standard error.
    func perform(_ work: (Trial, RunReport) throws -> Void) throws {
        let folder = URL(filePath: run)
        let configuration = try readConfiguration(folder)
        let report: RunReport
        do { report = try RunReport(folder, environment: ProcessInfo.processInfo.environment) } catch {
            throw Self.fail(1, "\(error)")
        }
        do {
            let trial = Trial(configuration, cache: Cache(folder: cacheFolder(folder)), report: report.take)
            try work(trial, report)
            try report.finish(code: 0)
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

    private static func fail(_ code: Int32, _ line: String) -> ExitCode {
        StandardError.write("pargo-run: \(line)\n")
        return ExitCode(code)
    }
}
