import Foundation
import RunLog

/// What runs are imported from.
public enum ImportSource: Hashable, Sendable {
    /// A TensorBoard event file, or a folder with some in it.
    case tensorBoard
    /// A folder of W&B's offline runs, or one `.wandb` file.
    case wandb
    /// An MLflow store: its SQLite file, or its folder `mlruns`.
    case mlflow
    /// A table of points or of results.
    case csv(CSVColumns)

    var name: String {
        switch self {
        case .tensorBoard: "tensorboard"
        case .wandb: "wandb"
        case .mlflow: "mlflow"
        case .csv: "csv"
        }
    }
}

/// Makes run directories of other trackers' runs.
///
/// An import writes nothing but run directories, so that everything that is true of a run of ours holds for it. Each run is
/// known by its origin: importing it again adds what its source has new, and nothing where it has nothing new. What is read
/// is data alone: no code in it is run, and no path in it is opened.
public struct Importer {
    private let lab: Lab
    private let group: String?

    /// An importer into a lab.
    ///
    /// - Parameters:
    ///   - lab: Where the runs go.
    ///   - group: The group that they get instead of the one that their source names.
    /// - Throws: ``ImportError/badGroup(_:reason:)``.
    public init(into lab: Lab, group: String? = nil) throws {
        self.lab = lab
        self.group = group
        guard let group else { return }
        do {
            _ = try lab.directory(sweep: group, key: "x", attempt: 1)
        } catch let error as RunLogError {
            throw ImportError.badGroup(group, reason: "\(error)")
        }
        if group.hasPrefix(".") { throw ImportError.badGroup(group, reason: "it begins with a dot") }
    }

    /// Imports all runs of a source.
    ///
    /// - Returns: What was brought; what could not be read is a problem of the report, and everything else was read.
    /// - Throws: ``ImportError`` when nothing can be read, `FileError` when the lab cannot be written.
    public func run(_ source: ImportSource, path: String) throws -> ImportReport {
        guard try FileStatus(path: path) != nil else { throw ImportError.notFound(path: path) }
        try lab.createIfAbsent()
        var sink = ImportSink(lab: lab, format: source.name, source: path, group: group)
        switch source {
        case .tensorBoard: try TensorBoardImport(path).run(into: &sink)
        case .wandb: try WandBImport(path).run(into: &sink)
        case .mlflow:
            let isFolder = try FileStatus(path: path)?.isFolder == true
            try isFolder ? MLflowFiles(path).run(into: &sink) : MLflowDatabase(path).run(into: &sink)
        case .csv(let columns): try CSVImport(path, columns).run(into: &sink)
        }
        return sink.report
    }
}
