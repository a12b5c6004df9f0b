import Foundation
import RunLog

/// Takes the runs that a source holds, one after another.
struct ImportSink {
    private(set) var report = ImportReport()

    private let lab: Lab
    private let format: String
    private let source: String
    private let group: String?

    init(lab: Lab, format: String, source: String, group: String?) {
        self.lab = lab
        self.format = format
        self.source = source
        self.group = group
    }

    /// Adds a run: the body writes its points and says what else is known of it.
    ///
    /// What the body throws concerns this run alone: it is noted, and the next run is taken.
    mutating func add(group suggested: String, _ body: (inout ImportLog) throws -> ImportedRun) throws {
        let path = "\(lab.runs)/.import-\(getpid())"
        var log = try ImportLog(at: path)
        defer { unlink(path) }
        do {
            let run = try body(&log)
            try log.finish()
            note(log.refused.sorted { $0.key < $1.key }.map { "\(run.name): left out \($0.value) \($0.key)" })
            try place(run, log, group: group ?? ImportFolder.folderName(suggested))
        } catch let error as ImportError {
            note([error.description])
        }
    }

    /// Notes what could not be read.
    mutating func note(_ problems: [String]) {
        report.problems += problems
    }

    private mutating func place(_ run: ImportedRun, _ log: ImportLog, group: String) throws {
        let folder = try ImportFolder(of: run, format: format, source: source, group: group, in: lab)
        switch try folder.write(run, log) {
        case .added: report.added.append(folder.relative)
        case .changed: report.changed.append(folder.relative)
        case .unchanged: report.unchanged.append(folder.relative)
        }
        report.points += log.points
    }
}
