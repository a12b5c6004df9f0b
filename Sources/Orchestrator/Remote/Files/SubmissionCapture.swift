import Foundation
import RunLog
import Tracker

/// What was known when a batch job was handed over, kept until the folders of its runs are here.
struct SubmissionCapture {
    private let lab: Lab

    init(in lab: Lab) {
        self.lab = lab
    }

    private func kept(_ token: String) -> RunDirectory { RunDirectory("\(lab.cache)/submitted/\(token.prefix(16))") }

    /// Keeps the record of a job.
    ///
    /// - Throws: `FileError`, and what the file system says.
    func keep(_ record: CaptureRecord, of token: String) throws {
        let folder = kept(token)
        try FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
        try record.write(to: folder)
    }

    /// Puts the record of a job beside what one of its runs has written; does nothing where none was kept.
    ///
    /// A run is worth more than the record of what it was made from, so nothing is thrown.
    func put(into directory: RunDirectory, of token: String) {
        let source = kept(token).capture(of: .submitter)
        let target = directory.capture(of: .submitter)
        let files = FileManager.default
        guard files.fileExists(atPath: source), !files.fileExists(atPath: target) else { return }
        try? files.createDirectory(atPath: directory.captureFolder, withIntermediateDirectories: true)
        // One content for all runs of a job.
        do {
            try files.linkItem(atPath: source, toPath: target)
        } catch {
            try? files.copyItem(atPath: source, toPath: target)
        }
    }
}
