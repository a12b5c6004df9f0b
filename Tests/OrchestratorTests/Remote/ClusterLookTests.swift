import Foundation
import Orchestrator
import RunLog
import Sweep
import TestSupport
import Testing
import Tracker

/// Looks at a cluster that is a folder of this machine, whose Slurm is never asked.
@Suite struct ClusterLookTests {
    private let directory = "runs/s/k/1"

    @Test func copiesGrowWithTheirOriginals() async throws {
        try await withFarRun { (far, look, lab) async throws in
            try far.write(
                "claim",
                #"{"version":1,"token":"t","host":"n","boot_id":"b","pid":1,"start_ticks":2,"at":1}"# + "\n"
            )
            try far.write("metrics.jsonl", #"{"step":1,"time":1,"values":{"loss":3}}"# + "\n")
            try far.write("heartbeat", "\(Timestamp.now())00\n")
            let first = try await look.look()
            #expect(first.transitions.count == 1 && first.transitions[0].contains("s/k/1: queued -> running"))

            try far.append("metrics.jsonl", #"{"step":2,"time":2,"values":{"loss":2}}"# + "\n" + #"{"st"#)
            // A shorter sign of life leaves nothing of the longer one before.
            try far.write("heartbeat", "\(Int(Timestamp.now()))\n")
            let second = try await look.look()
            #expect(second.transitions.isEmpty)
            for name in ["claim", "metrics.jsonl", "heartbeat"] {
                #expect(try lab.read(name) == far.read(name), "\(name)")
            }
            #expect(second.bytes < first.bytes)
        }
    }

    /// A log that began anew over there is copied from its start.
    @Test func aLogThatWasReplacedIsCopiedAnew() async throws {
        try await withFarRun { (far, look, lab) async throws in
            try far.write("log.txt", "a long first line\nand another\n")
            _ = try await look.look()
            try far.write("log.txt", "anew\n")
            _ = try await look.look()
            #expect(try lab.read("log.txt") == "anew\n")
        }
    }

    /// A power cut may leave a record without its bytes, or a log short of its end: both are brought again.
    @Test func whatAPowerCutTookFromACopyIsBroughtAgain() async throws {
        try await withFarRun { (far, look, lab) async throws in
            try far.write(
                "claim",
                #"{"version":1,"token":"t","host":"n","boot_id":"b","pid":1,"start_ticks":2,"at":1}"# + "\n"
            )
            try far.write("log.txt", "one\ntwo\n")
            _ = try await look.look()
            try lab.write("claim", "")
            try lab.write("log.txt", "on")
            _ = try await look.look()
            for name in ["claim", "log.txt"] { #expect(try lab.read(name) == far.read(name), "\(name)") }
        }
    }

    private struct RunFolder {
        let folder: URL

        func write(_ name: String, _ text: String) throws {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: folder.appending(path: name))
        }

        func append(_ name: String, _ text: String) throws { try write(name, try read(name) + text) }

        func read(_ name: String) throws -> String {
            try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        }
    }

    /// A run that was handed over as job 7, its folder over there, and its copy in the lab.
    private func withFarRun(_ body: (RunFolder, ClusterLook, RunFolder) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let root = folder.appending(path: "root")
            try FileManager.default.createDirectory(
                at: root.appending(path: "submissions"),
                withIntermediateDirectories: true
            )
            let lab = Lab(folder.appending(path: "lab").path(percentEncoded: false))
            try lab.createIfAbsent()
            let store = try Store(lab)
            try handOver(store)
            let yaml = "clusters:\n  here: {kind: slurm, transport: local, root: \(root.path(percentEncoded: false))}\n"
            let profile = try #require(ClusterReader { _ in Array(yaml.utf8) }.read(["c"]).cluster(named: "here"))
            let connection = try #require(ClusterConnection(profile))
            try await body(
                RunFolder(folder: root.appending(path: directory)),
                ClusterLook(store: store, connection: connection, machine: try .current()),
                RunFolder(folder: URL(fileURLWithPath: "\(lab.path)/\(directory)"))
            )
        }
    }

    private func handOver(_ store: Store) throws {
        let now = Date()
        let run = RunIntent(
            sweep: "s",
            key: "k",
            attempt: 1,
            stage: "run",
            trial: nil,
            cluster: "here",
            token: "t",
            directory: directory,
            configuration: .object([]),
            at: now
        )
        let member = SubmissionIntent.Member(run: run, task: nil)
        try store.record([
            SubmissionIntent(token: "T", cluster: "here", sweep: "s", name: "s.T", members: [member])
        ])
        try store.settle("T", as: .submitted, job: 7, evidence: "sbatch said so", source: .journal, at: now)
        // Asked just now: this look leaves Slurm in peace.
        try store.notePoll(of: "here", at: now, problem: nil)
    }
}
