import Foundation
import GRDB
public import RunLog

/// Folds the run directories of a lab into its store.
///
/// One process does so at a time; who finds another at it just reads. Whatever dies when, each complete line counts
/// once: the cursor of a log moves in the transaction that writes its points.
public struct Ingester: Sendable {
    /// Runs taken in by one transaction, so that other writers need not wait long.
    private static let runsPerTransaction = 64
    /// Points after which a transaction ends early.
    private static let pointsPerTransaction = 500_000

    private let store: Store
    private let machine: Machine

    /// An ingester for a store, looking at processes of a machine.
    public init(_ store: Store, machine: Machine) {
        self.store = store
        self.machine = machine
    }

    /// Takes in all news, unless another process is doing so.
    ///
    /// - Parameters:
    ///   - now: The time now, in seconds since 1970, by which heartbeats are judged.
    ///   - thoroughly: Whether all folders are listed, and runs looked at too that ended so long ago that nothing is expected
    ///     of them any more.
    /// - Returns: What was taken in; nil when another process holds the lock.
    /// - Throws: ``StoreError``. A run directory that cannot be read is no error: the report names it.
    public func ingest(now: Double = Timestamp.now(), thoroughly: Bool = false) throws -> IngestReport? {
        guard let lock = try lockIfFree() else { return nil }
        return try withExtendedLifetime(lock) { try ingestAlone(now: now, thoroughly) }
    }

    private func lockIfFree() throws -> FileLock? {
        do {
            return try FileLock.ifFree(store.lab.ingestLock)
        } catch let error as FileError {
            throw StoreError.notWritable(path: store.lab.path, reason: error.description)
        }
    }

    private func ingestAlone(now: Double, _ thoroughly: Bool) throws -> IngestReport {
        var report = IngestReport()
        let remembered = try thoroughly ? [:] : store.read(FolderTable.all)
        let discovery = try RunDiscovery(in: store.lab, remembered: remembered, now: Timestamp.now()) {
            try store.read { db in try Set(String.fetchAll(db, sql: "SELECT directory FROM run")) }
        }
        report.problems += discovery.problems
        try add(discovery.found, now: now, &report)
        let choice = KnownRun.Choice(now: now, suspects: discovery.suspects, all: thoroughly)
        // A run with more points than one transaction should hold is cut short, and looked at again.
        while try take(news(choice, &report), &report) {}
        // Last: whoever dies before leaves the folders to be listed again.
        if discovery.hasChanged {
            try store.write { db in try FolderTable.save(discovery.stamps, gone: discovery.gone, db) }
        }
        return report
    }

    /// Makes rows for directories that were found.
    private func add(_ found: [RunDiscovery.Found], now: Double, _ report: inout IngestReport) throws {
        guard !found.isEmpty else { return }
        try store.write { db in
            for directory in found { try add(directory, now: now, db) }
        }
        report.newRuns = found.count
    }

    private func add(_ found: RunDiscovery.Found, now: Double, _ db: Database) throws {
        let modified = try FileStatus(path: store.lab.runDirectory(found.directory).path)?.modifiedAt
        let at = modified ?? now
        let sweep = try found.sweep.map { try Store.sweepID(named: $0, at: Date(timeIntervalSince1970: at), db) }
        let key = try Self.key(for: found, in: sweep, db)
        try db.execute(
            sql: """
                INSERT INTO run (sweep_id, trial_id, key, attempt, directory, state, evidence, source, created_at)
                VALUES (?, (SELECT id FROM trial WHERE sweep_id = ? AND key = ?), ?, ?, ?, 'created', ?, 'directory', ?)
                """,
            arguments: [sweep, sweep, found.key, key, found.attempt, found.directory, "found under runs/", at]
        )
    }

    /// What a run is called that was found: by its own name, and by its group's too where another group has that name.
    ///
    /// A name that is a hash means the same configuration in every sweep, so it is shared.
    private static func key(for found: RunDiscovery.Found, in sweep: Int64?, _ db: Database) throws -> String {
        let isHash = found.key.utf8.count >= 16 && found.key.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) }
        let isTaken = try Bool.fetchOne(
            db,
            sql: "SELECT EXISTS (SELECT 1 FROM run WHERE key = ? AND (attempt = ? OR (sweep_id IS NOT ? AND NOT ?)))",
            arguments: [found.key, found.attempt, sweep, isHash]
        )
        guard isTaken == true else { return found.key }
        let longer = found.sweep.map { "\($0)/\(found.key)" }
        let isLongerTaken = try Bool.fetchOne(
            db,
            sql: "SELECT EXISTS (SELECT 1 FROM run WHERE key = ? AND attempt = ?)",
            arguments: [longer, found.attempt]
        )
        return longer.flatMap { isLongerTaken == true ? nil : $0 } ?? String(found.directory.dropFirst("runs/".count))
    }

    private func news(_ choice: KnownRun.Choice, _ report: inout IngestReport) throws -> [RunNews] {
        var all: [RunNews] = []
        let suspects = Set(choice.suspects)
        for run in try store.read({ db in try KnownRun.chosen(choice, db) }) {
            let isSuspect = choice.all || suspects.contains(run.directory)
            let news = RunNews(of: run, in: store.lab, now: choice.now, machine: machine, mayBeAnother: isSuspect)
            report.problems += news.problems.filter { !report.problems.contains($0) }
            if !news.isEmpty { all.append(news) }
        }
        return all
    }

    /// Takes in runs, transaction by transaction.
    ///
    /// - Returns: Whether a run was cut short.
    private func take(_ news: [RunNews], _ report: inout IngestReport) throws -> Bool {
        var rest = news[...]
        var isCutShort = false
        while !rest.isEmpty {
            let (intake, taken) = try store.write { db in
                var intake = RunIntake(db, pointLimit: Self.pointsPerTransaction)
                var taken = 0
                for one in rest.prefix(Self.runsPerTransaction) where !intake.isFull {
                    try intake.take(one)
                    taken += 1
                }
                return (intake, taken)
            }
            report.add(intake.finished())
            isCutShort = isCutShort || intake.isCutShort
            rest = rest.dropFirst(taken)
        }
        return isCutShort
    }
}
