import Foundation
import RunLog
import TestSupport
import Tracker

/// A lab in a folder of its own, with a machine on which process 12 (started at tick 500) is the only one.
struct LabFixture {
    let lab: Lab
    let store: Store
    let machine = Machine(name: "here", bootID: "boot-1") { $0 == 12 ? 500 : nil }

    init(_ folder: URL) throws {
        lab = Lab(folder.appending(path: "lab").path)
        store = try Store(lab)
    }

    static func with<Result>(_ body: (LabFixture) throws -> Result) throws -> Result {
        try withTemporaryFolder { folder in try body(LabFixture(folder)) }
    }

    /// Makes a run directory with a configuration and a metric log.
    @discardableResult
    func makeRun(_ path: String, configuration: String = #"{"seed":0}"#, log: String = "") throws -> RunDirectory {
        let run = lab.runDirectory("runs/\(path)")
        try run.createIfAbsent()
        try run.write(configuration: JSONValue(parsing: configuration))
        try append(log, to: run)
        return run
    }

    /// Adds text to a run's metric log.
    func append(_ log: String, to run: RunDirectory) throws {
        if !FileManager.default.fileExists(atPath: run.metrics) {
            try Data().write(to: URL(fileURLWithPath: run.metrics))
        }
        guard let file = FileHandle(forWritingAtPath: run.metrics) else { throw CocoaError(.fileNoSuchFile) }
        defer { try? file.close() }
        try file.seekToEnd()
        try file.write(contentsOf: Data(log.utf8))
    }

    /// Claims a run for a process of the fixture's machine.
    func claim(_ run: RunDirectory, pid: Int32 = 12, host: String = "here") throws {
        let process = ProcessIdentity(host: host, bootID: "boot-1", pid: pid, startTicks: 500)
        _ = try Claim(token: "t", process: process, at: 1000).make(in: run)
    }

    /// Takes in what is new.
    ///
    /// A process that another test starts holds copies of this one's locks for a moment: then it is tried again.
    @discardableResult
    func ingest(now: Double = 2000, thoroughly: Bool = false) throws -> IngestReport {
        for _ in 0..<500 {
            let report = try Ingester(store, machine: machine).ingest(now: now, thoroughly: thoroughly)
            if let report { return report }
            usleep(2000)
        }
        throw CocoaError(.fileLocking)
    }

    /// A line of a metric log.
    static func line(_ step: Int, _ values: String) -> String {
        #"{"step":\#(step),"time":\#(1000 + step),"values":{\#(values)}}"# + "\n"
    }

    /// An intent to run `key`.
    func intent(_ key: String, attempt: Int = 1, token: String = "t", cluster: String? = nil) throws -> RunIntent {
        RunIntent(
            sweep: "tokens",
            key: key,
            attempt: attempt,
            stage: "train",
            trial: nil,
            cluster: cluster,
            token: token,
            directory: try lab.directory(sweep: "tokens", key: key, attempt: attempt),
            configuration: .object([.init("seed", .int(3))]),
            at: Date(timeIntervalSince1970: 900)
        )
    }
}
