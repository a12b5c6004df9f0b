import Foundation
import RunLog
import TestSupport
import Testing

@Suite struct RunWriterTests {
    @Test func aRunByHandWritesItsWholeRecord() throws {
        try withTemporaryFolder { (folder) throws in
            let run = RunDirectory(folder.appending(path: "first").path)
            let writer = try RunWriter(run, configuration: .object([.init("seed", .int(0))]), environment: [:])
            #expect(writer.holdsClaim)
            let seen = try RunObservation(of: run, at: Timestamp.now(), on: .current())
            #expect(seen.state == .running)
            try writer.log(step: 1, ["train/loss": 2.5, "train/lr": 0.1])
            try writer.progress(done: 1, total: 2)
            try FileManager.default.createDirectory(atPath: run.artifacts, withIntermediateDirectories: true)
            try "abc".write(toFile: "\(run.artifacts)/model.txt", atomically: true, encoding: .utf8)
            let artifact = try writer.register(artifact: "model.txt")
            #expect(artifact.bytes == 3)
            #expect(artifact.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
            try writer.finish()
            #expect(try ExitRecord.read(from: run)?.state == .finished)
            #expect(try ArtifactRecord.readAll(from: run) == [artifact])
            #expect(try run.readConfiguration()?["seed"] == .int(0))
            #expect(
                Decoded(try String(contentsOfFile: run.metrics, encoding: .utf8)).points.map(\.value) == [2.5, 0.1]
            )
            #expect(throws: RunLogError.alreadyFinished(path: run.path)) { try writer.log(step: 2, ["a": 1]) }
            #expect(throws: RunLogError.alreadyFinished(path: run.path)) { try RunWriter(run, environment: [:]) }
        }
    }

    @Test func underAWrapperOnlyTheTrainersPartIsWritten() throws {
        try withTemporaryFolder { (folder) throws in
            let run = RunDirectory(folder.path)
            let wrapper = ProcessIdentity(host: "node3", bootID: "b", pid: 4, startTicks: 5)
            #expect(try Claim(token: "t", process: wrapper, at: 1).make(in: run))
            let writer = try RunWriter(run, environment: ["RUN_DIR": folder.path + "/"])
            #expect(!writer.holdsClaim)
            try writer.log(step: 1, ["train/loss": 2.5])
            try writer.finish()
            #expect(try ExitRecord.read(from: run) == nil)
            #expect(try StartRecord.read(from: run) == nil)
        }
    }

    @Test func anotherProcessesRunIsLeftAlone() throws {
        try withTemporaryFolder { (folder) throws in
            let run = RunDirectory(folder.path)
            let other = ProcessIdentity(host: "node3", bootID: "b", pid: 4, startTicks: 5)
            #expect(try Claim(token: "t", process: other, at: 1).make(in: run))
            #expect(throws: RunLogError.alreadyClaimed(path: run.path, by: "process 4 on node3")) {
                try RunWriter(run, environment: [:])
            }
        }
    }

    @Test func severalThreadsMayLog() async throws {
        try await withTemporaryFolder { folder in
            let run = RunDirectory(folder.path)
            let writer = try RunWriter(run, environment: [:])
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<8 {
                    group.addTask {
                        for step in 0..<200 { try writer.log(step: Int64(step), ["task/\(task)": Double(step)]) }
                    }
                }
                try await group.waitForAll()
            }
            try writer.finish()
            let decoded = Decoded(try String(contentsOfFile: run.metrics, encoding: .utf8))
            #expect(decoded.points.count == 1600 && decoded.badLines.isEmpty)
        }
    }

    @Test(arguments: ["../secret", "/etc/passwd", "a//b", "."])
    func artifactsStayInTheirFolder(name: String) throws {
        try withTemporaryFolder { (folder) throws in
            let writer = try RunWriter(RunDirectory(folder.path), environment: [:])
            #expect(throws: RunLogError.self) { try writer.register(artifact: name) }
        }
    }
}
