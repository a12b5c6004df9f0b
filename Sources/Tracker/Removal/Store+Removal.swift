import Foundation
import GRDB
import RunLog

extension Store {
    /// What would go with these runs.
    ///
    /// - Throws: ``StoreError/notRemovable(runs:reason:)`` when one of them is running or waits to.
    public func removalPlan(for runs: [Run]) throws -> RemovalPlan {
        let open = runs.filter { Self.isOpen($0.state) }
        guard open.isEmpty else {
            throw StoreError.notRemovable(
                runs: open.map { "\($0.id) (\($0.state.rawValue))" },
                reason: "must end first: `sweep cancel` or `kill` ends a run"
            )
        }
        return RemovalPlan(
            parts: try runs.map { run in
                let points = run.summaries.values.reduce(0) { $0 + $1.count }
                return try RemovalPlan.Part(run, points: points, in: lab)
            }
        )
    }

    /// Removes runs with their folders.
    ///
    /// Each folder first leaves its place, then the rows go, then what is in the folder: stopped at any point, a run is there
    /// or it is not.
    ///
    /// - Throws: ``StoreError``; what was removed before stays removed.
    public func remove(_ plan: RemovalPlan) throws {
        guard let lock = try FileLock.ifFree(lab.ingestLock) else {
            throw StoreError.notRemovable(runs: [lab.runs], reason: "is being read by another process. Try again")
        }
        try withExtendedLifetime(lock) {
            for part in plan.parts { try remove(part) }
            try write { db in
                try db.execute(
                    sql: """
                        DELETE FROM sweep WHERE spec = '' AND NOT EXISTS (SELECT 1 FROM run WHERE sweep_id = sweep.id)
                            AND NOT EXISTS (SELECT 1 FROM trial WHERE sweep_id = sweep.id)
                        """
                )
            }
        }
    }

    private func remove(_ part: RemovalPlan.Part) throws {
        let away = "\(lab.runs)/.removed-\(part.run.id)-\(getpid())"
        let path = part.folder.map { lab.runDirectory($0).path }
        if let path, rename(path, away) != 0 { throw FileError(.rename, path, code: errno) }
        do {
            try write { db in try delete(part.run, db) }
        } catch {
            if let path { rename(away, path) }
            throw error
        }
        guard let path else { return }
        do {
            try FileManager.default.removeItem(atPath: away)
        } catch {
            throw StoreError.notWritable(path: away, reason: "some of its files could not be removed: \(error)")
        }
        removeEmptyFolders(above: path)
    }

    private func delete(_ run: Run, _ db: Database) throws {
        let state = try String.fetchOne(db, sql: "SELECT state FROM run WHERE id = ?", arguments: [run.id])
        if let state = state.flatMap(RunState.init(rawValue:)), Self.isOpen(state) {
            throw StoreError.notRemovable(runs: ["\(run.id)"], reason: "has begun to run meanwhile")
        }
        try db.execute(sql: "DELETE FROM run WHERE id = ?", arguments: [run.id])
    }

    /// The folders of key and sweep go with their last run.
    private func removeEmptyFolders(above path: String) {
        var folder = path
        while let slash = folder.lastIndex(of: "/") {
            folder = String(folder[..<slash])
            guard folder.hasPrefix("\(lab.runs)/"), rmdir(folder) == 0 else { return }
        }
    }

    private static func isOpen(_ state: RunState) -> Bool {
        switch state {
        case .submitting, .queued, .running: true
        case .created, .finished, .failed, .cancelled, .crashed, .lost: false
        }
    }
}
