import ArgumentParser
import ParGoRun

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Whose weights are read: a run's, or named files in the sizes of a configuration.
struct WeightOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("Take configuration and weights of this run.", valueName: "dir"))
    var run: String?

    @Option(
        name: .long,
        help: ArgumentHelp("Where the run's backbone is [default: $LAB_CACHE, else DIR/cache].", valueName: "dir")
    )
    var cache: String?

    @Option(name: .long, help: ArgumentHelp("The configuration, a config.json.", valueName: "file"))
    var config: String?

    @Option(
        name: .long,
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Weights: safetensors files, indexes of shards, or folders with them in it.",
            valueName: "path"
        )
    )
    var weights: [String] = []

    func validate() throws {
        guard (run == nil) == (config != nil && !weights.isEmpty), run == nil || (config == nil && weights.isEmpty)
        else {
            throw ValidationError("Say whose weights: --run DIR, or --config FILE and --weights PATH.")
        }
    }

    /// The configuration and the files.
    ///
    /// Throws `FileFailure` for what is not there or not right.
    func given() throws -> (TrainerConfiguration, [URL]) {
        let file = run.map { URL(filePath: $0).appending(path: "config.json") } ?? URL(filePath: config ?? "")
        let configuration: TrainerConfiguration
        do {
            configuration = try TrainerConfiguration(json: DiskFile.read(file))
        } catch let error as ConfigurationError {
            throw FileFailure(file, "\(error)")
        }
        guard let run else { return (configuration, weights.map { URL(filePath: $0) }) }
        return (configuration, try files(of: URL(filePath: run), configuration))
    }

    /// The trained weights of a run and its backbone, those of them that there are.
    private func files(of run: URL, _ configuration: TrainerConfiguration) throws -> [URL] {
        let shared = ProcessInfo.processInfo.environment["LAB_CACHE"].flatMap { $0.isEmpty ? nil : $0 }
        let folder = (cache ?? shared).map { URL(filePath: $0) } ?? run.appending(path: "cache")
        let trained = run.appending(path: "checkpoints/\(RunOptions.checkpointName)")
        let backbone = try Trial(configuration, cache: Cache(folder: folder)) { _ in }.backboneFile()
        let files = (DiskFile.exists(trained) ? [trained] : []) + [backbone].compactMap(\.self)
        if files.isEmpty {
            throw FileFailure(
                run,
                "has no trained weights, and \(folder.path) no backbone of it; say --cache, or train it first"
            )
        }
        return files
    }
}
