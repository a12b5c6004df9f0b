import Foundation
import RunLog
import TestSupport
import Testing
import Tracker

@Suite struct StoreOpeningTests {
    /// In the race for a fresh store, seven of eight writers of other trackers die.
    ///
    /// Here all come through.
    @Test func eightThreadsMayOpenAFreshLabAtOnce() async throws {
        try await withTemporaryFolder { folder in
            let lab = Lab(folder.path + "/lab")
            try await withThrowingTaskGroup(of: Int64.self) { group in
                for writer in 0..<8 {
                    group.addTask {
                        try Store(lab)
                            .recordIntent(
                                RunIntent(
                                    sweep: "race",
                                    key: "k\(writer)",
                                    attempt: 1,
                                    stage: "run",
                                    trial: nil,
                                    cluster: nil,
                                    token: "t",
                                    directory: "runs/race/k\(writer)/1",
                                    configuration: .object([]),
                                    at: .now
                                )
                            )
                    }
                }
                var ids: Set<Int64> = []
                for try await id in group { ids.insert(id) }
                #expect(ids.count == 8)
            }
            #expect(try Store(lab).runs().count == 8)
        }
    }

    @Test func anotherFileIsNotTakenForAStore() throws {
        try withTemporaryFolder { (folder) throws in
            let lab = Lab(folder.path)
            try String(repeating: "no database ", count: 100)
                .write(toFile: lab.database, atomically: true, encoding: .utf8)
            #expect(throws: StoreError.notADatabase(path: lab.database)) { try Store(lab) }
        }
    }

    @Test func aNewerStoreIsRefused() throws {
        try withTemporaryFolder { (folder) throws in
            let lab = Lab(folder.path)
            _ = try Store(lab)
            try sqlite(lab, "INSERT INTO grdb_migrations VALUES ('999 the future')")
            #expect(throws: StoreError.newerVersion(path: lab.database)) { try Store(lab) }
        }
    }

    @Test func anotherProgramsDatabaseIsLeftAlone() throws {
        try withTemporaryFolder { (folder) throws in
            let lab = Lab(folder.path)
            try sqlite(lab, "CREATE TABLE theirs (a)")
            #expect(throws: StoreError.notAStore(path: lab.database)) { try Store(lab) }
        }
    }

    /// A program that was killed while it made the store leaves the migrator's own table behind, and no other.
    @Test func aStoreWhoseMakerWasKilledIsMadeAnew() throws {
        try withTemporaryFolder { (folder) throws in
            let lab = Lab(folder.path)
            try sqlite(lab, "PRAGMA journal_mode = WAL")
            try sqlite(lab, "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
            #expect(try Store(lab).sweeps().isEmpty)
        }
    }

    @Test func aDamagedStoreIsCalledSo() throws {
        try withTemporaryFolder { (folder) throws in
            let lab = Lab(folder.path)
            do {
                let store = try Store(lab)
                try store.register(sweep: SweepRecord(name: "s", specPath: nil, spec: "", createdAt: .now))
            }
            // Everything after the first page becomes noise.
            let file = try #require(FileHandle(forUpdatingAtPath: lab.database))
            let size = try file.seekToEnd()
            try file.seek(toOffset: 4096)
            try file.write(contentsOf: Data(repeating: 0xA5, count: Int(size) - 4096))
            try file.close()
            do {
                _ = try Store(lab).sweeps()
                Issue.record("the damage was not seen")
            } catch let error as StoreError {
                guard case .corrupt = error else {
                    Issue.record("seen as \(error)")
                    return
                }
                #expect(error.description.contains("a new store is built from the run directories"))
            }
        }
    }

    @Test func aLabThatCannotBeMadeSaysSo() {
        do {
            _ = try Store(Lab("/proc/lab"))
            Issue.record("a lab was made in /proc")
        } catch {
            #expect(String(describing: error).hasPrefix("the lab /proc/lab cannot be written"))
            #expect(String(describing: error).hasSuffix("Choose another with --lab or LAB_DIR"))
        }
    }

    @Test func readingAloneMakesNothing() throws {
        try withTemporaryFolder { (folder) throws in
            let lab = Lab(folder.path + "/none")
            #expect(throws: StoreError.cannotOpen(path: lab.database, detail: "there is no store yet")) {
                try Store(readingFrom: lab)
            }
            #expect(!FileManager.default.fileExists(atPath: lab.path))
        }
    }

    /// Does to the file what no door of the store would do.
    private func sqlite(_ lab: Lab, _ statement: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["sqlite3", lab.database, statement]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
