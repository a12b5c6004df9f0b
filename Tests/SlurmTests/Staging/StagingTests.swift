import Foundation
import Slurm
import TestSupport
import Testing

@Suite("Staging")
struct StagingTests {
    /// Two folders: files here, and the store "over there", which is this machine too.
    private func withFolders(_ body: (_ here: URL, _ store: String) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            try await body(folder, folder.appending(path: "store").path)
        }
    }

    private func make(_ name: String, _ content: Data, in folder: URL, executable: Bool = false) throws -> StagedFile {
        let url = folder.appending(path: name)
        try content.write(to: url)
        try FileManager.default.setAttributes([.posixPermissions: executable ? 0o755 : 0o644], ofItemAtPath: url.path)
        return try StagedFile(path: url.path)
    }

    private func bytes(_ count: Int) -> Data {
        Data((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 9) })
    }

    @Test("files arrive under the names of their contents; the second time nothing is sent")
    func twice() async throws {
        try await withFolders { here, store in
            let staging = Staging(LocalRunner(), folder: store, piece: 1000)
            let files = [
                try make("data", bytes(2500), in: here),
                try make("program", Data("#!/bin/sh\necho hi\n".utf8), in: here, executable: true),
                try make("empty", Data(), in: here), try make("same as data", bytes(2500), in: here),
            ]
            let first = try await staging.stage(files)
            #expect(first.sent == 3 && first.unchanged == 0 && first.bytes == 2518 && first.resumed == 0)
            #expect(first.paths.count == 4)
            for file in files {
                let path = try #require(first.paths[file.path])
                #expect(
                    try Data(contentsOf: URL(fileURLWithPath: path))
                        == Data(contentsOf: URL(fileURLWithPath: file.path))
                )
            }
            #expect(FileManager.default.isExecutableFile(atPath: staging.path(of: files[1])))
            let counting = CountingRunner()
            let second = try await Staging(counting, folder: store).stage(files)
            #expect(second.unchanged == 3 && second.bytes == 0)
            #expect(await counting.count == 1)
        }
    }

    @Test("a broken upload goes on where it stopped")
    func resume() async throws {
        try await withFolders { here, store in
            let file = try make("data", bytes(5000), in: here)
            let broken = BreakingRunner(after: 3000)
            await #expect(throws: StagingError.self) {
                try await Staging(broken, folder: store, piece: 1000).stage([file])
            }
            let report = try await Staging(LocalRunner(), folder: store, piece: 1000).stage([file])
            #expect(report.resumed == 1)
            #expect(report.bytes == 2000)
            #expect(try Data(contentsOf: URL(fileURLWithPath: store + "/" + file.name)) == bytes(5000))
        }
    }

    @Test("a part with wrong bytes is found by its checksum and sent again")
    func corrupted() async throws {
        try await withFolders { here, store in
            let file = try make("data", bytes(5000), in: here)
            try FileManager.default.createDirectory(atPath: store, withIntermediateDirectories: true)
            try Data(repeating: 0, count: 4000).write(to: URL(fileURLWithPath: "\(store)/\(file.name).part"))
            let report = try await Staging(LocalRunner(), folder: store).stage([file])
            #expect(report.bytes == 6000)
            #expect(try Data(contentsOf: URL(fileURLWithPath: store + "/" + file.name)) == bytes(5000))
        }
    }

    @Test("a folder that cannot be made, and a file that is not there")
    func problems() async throws {
        try await withFolders { here, store in
            let file = try make("data", bytes(10), in: here)
            let error = await #expect(throws: StagingError.self) {
                try await Staging(LocalRunner(), folder: "/proc/nothing").stage([file])
            }
            #expect(error?.description.contains("/proc/nothing") == true)
            #expect(throws: StagingError.unreadable(path: "/no/such", reason: "No such file or directory")) {
                try StagedFile(path: "/no/such")
            }
        }
    }
}

/// This machine, with its commands counted.
private actor CountingRunner: CommandRunner {
    nonisolated let host = "counted"
    private let inner = LocalRunner()
    private(set) var count = 0

    func run(_ command: String, input: [UInt8], timeout: Duration) async throws(TransportError) -> CommandReply {
        count += 1
        return try await inner.run(command, input: input, timeout: timeout)
    }

    func close() async {}
}

/// This machine, until so many bytes were written.
private actor BreakingRunner: CommandRunner {
    nonisolated let host = "breaking"
    private let inner = LocalRunner()
    private var left: Int

    init(after bytes: Int) {
        left = bytes
    }

    func run(_ command: String, input: [UInt8], timeout: Duration) async throws(TransportError) -> CommandReply {
        guard left > 0 else { throw TransportError(host, .connect, .unreachable("cut")) }
        return try await inner.run(command, input: input, timeout: timeout)
    }

    func write(_ bytes: [UInt8], to path: String, at offset: Int) async throws(TransportError) {
        try await inner.write(bytes, to: path, at: offset)
        left -= bytes.count
        if left <= 0 { throw TransportError(host, .write(path), .connectionLost("cut")) }
    }

    func close() async {}
}
