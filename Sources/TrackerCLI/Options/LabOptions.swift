import ArgumentParser
import Foundation
import RunLog
import Terminal
import Tracker

/// Where the lab is, and how much is said: the same flags for every command.
struct LabOptions: ParsableArguments {
    @Option(name: .long, help: ArgumentHelp("The lab's folder, or a store that was exported.", valueName: "dir"))
    var lab: String?

    @Flag(name: .shortAndLong, help: "Print results only: no hints, no footers, no warnings.")
    var quiet = false

    /// The lab that is meant.
    var location: Lab { Self.location(flag: lab) }

    /// The lab that is meant by `--lab`, or by its absence.
    static func location(flag: String?) -> Lab {
        Lab(
            flag: flag,
            environment: ProcessInfo.processInfo.environment,
            currentDirectory: FileManager.default.currentDirectoryPath
        )
    }

    /// What standard output can show.
    var traits: OutputTraits {
        OutputTraits(descriptor: 1, environment: ProcessInfo.processInfo.environment)
    }

    /// The store with the latest news taken in; nil, with a friendly line, where no lab is in use yet.
    ///
    /// A lab that cannot be written is read as it is, and a warning says so; so is a file that was exported.
    func openStore(thoroughly: Bool = false) throws -> Store? {
        let lab = location
        guard lab.isInUse else {
            if !quiet { Diagnostic.write(Self.emptyLab(lab)) }
            return nil
        }
        if lab.isFile { return try Store(readingFrom: lab) }
        do {
            let store = try Store(lab)
            try takeInNews(store, thoroughly)
            return store
        } catch let error as StoreError {
            let reason: String
            switch error {
            case .notWritable(_, let why): reason = why
            case .diskFull: reason = "the disk is full. Free some space (`df -h \(lab.path)`)"
            // SQLite says so of a folder in which it cannot put its log.
            case .cannotOpen(_, let why): reason = why
            default: throw error
            }
            let store = try Store(readingFrom: lab)
            if !quiet { Diagnostic.write("warning: what is new was not taken in: \(reason)") }
            return store
        }
    }

    private func takeInNews(_ store: Store, _ thoroughly: Bool) throws {
        guard let report = try Ingester(store, machine: Machine.current()).ingest(thoroughly: thoroughly), !quiet else {
            return
        }
        for problem in report.problems { Diagnostic.write("warning: \(problem)") }
        guard report.badLines > 0 else { return }
        let lines = report.badLines == 1 ? "1 metric line was refused" : "\(report.badLines) metric lines were refused"
        Diagnostic.write("warning: \(lines); `tracker check` says where")
    }

    /// What to do where nothing was done yet.
    static func emptyLab(_ lab: Lab) -> String {
        """
        No runs yet: \(lab.path) does not exist or is empty.
        Start some with `sweep submit SPEC`, or one by hand with `pargo-run train --run \(lab.path)/runs/first`.
        """
    }
}
