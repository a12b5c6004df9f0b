import RunLog
import Tracker

/// What the copies of run directories tell, each read once in a look.
struct CopiedRecords {
    /// The small records of one run.
    struct Entry {
        /// How it ended.
        let exit: ExitRecord?
        /// Who runs it, where that can be understood.
        let claim: Claim?
        /// Whether anybody ever claimed it.
        let hasClaim: Bool
        /// Its last sign of life, in the cluster's time.
        let heartbeat: Double?
    }

    private let lab: Lab
    private var entries: [String: Entry] = [:]

    init(in lab: Lab) {
        self.lab = lab
    }

    /// Forgets what was read in directories that have news.
    mutating func forget(_ directories: Set<String>) {
        for directory in directories { entries[directory] = nil }
    }

    /// The records of a run.
    ///
    /// - Parameter path: Relative to the lab.
    /// - Returns: What they tell, as of the last time that something of the directory arrived.
    /// - Throws: `FileError`.
    mutating func entry(_ path: String) throws -> Entry {
        if let entry = entries[path] { return entry }
        let directory = lab.runDirectory(path)
        let claim = try Self.readable { try Claim.read(from: directory) }
        let entry = Entry(
            exit: try Self.readable { try ExitRecord.read(from: directory) }.record,
            claim: claim.record,
            hasClaim: claim.isThere,
            heartbeat: try Heartbeat.read(from: directory)?.at
        )
        entries[path] = entry
        return entry
    }

    /// A record that cannot be understood is as good as none: it may be replaced by the next look.
    private static func readable<Record>(_ read: () throws -> Record?) throws -> (record: Record?, isThere: Bool) {
        do {
            let record = try read()
            return (record, record != nil)
        } catch is RunLogError {
            return (nil, true)
        }
    }
}
