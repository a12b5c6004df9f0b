import Foundation
import Slurm
import TestSupport
import Testing

/// Prints how long things take; run with `PARGO_LAB_MEASURE=1`.
@Suite(
    "How long it takes",
    .serialized,
    .enabled(
        if: Cluster.current != nil && ProcessInfo.processInfo.environment["PARGO_LAB_MEASURE"] != nil,
        Cluster.hint
    )
)
struct SpeedTests {
    private func milliseconds(_ count: Int, _ body: () async throws -> Void) async rethrows -> String {
        var times: [Double] = []
        for _ in 0..<count {
            let begin = ContinuousClock.now
            try await body()
            times.append(begin.duration(to: .now) / .milliseconds(1))
        }
        times.sort()
        return String(
            format: "median %.1f ms, %.1f to %.1f, %d times",
            times[count / 2],
            times[0],
            times[count - 1],
            count
        )
    }

    @Test("a command")
    func command() async throws {
        let cluster = try Cluster.required()
        let session = SSHSession(to: try cluster.endpoint())
        print("MEASURED libssh2, connect and log in:", try await milliseconds(1) { try await session.connect() })
        print("MEASURED libssh2, command:", try await milliseconds(50) { _ = try await session.run("true") })
        await session.close()
        let shared = OpenSSHRunner(host: "loop", configuration: cluster.configurationPath)
        print("MEASURED ssh, opening the shared connection:", try await milliseconds(1) { try await shared.connect() })
        print("MEASURED ssh, command on it:", try await milliseconds(20) { _ = try await shared.run("true") })
        await shared.close()
        let fresh: () async throws -> Void = {
            _ = try await tool("ssh", "-F", cluster.configurationPath, "-o", "BatchMode=yes", "loop", "true")
        }
        print("MEASURED ssh, a new connection a command:", try await milliseconds(10, fresh))
    }

    @Test("an upload")
    func upload() async throws {
        let cluster = try Cluster.required()
        try await withTemporaryFolder { here in
            let megabytes = 64
            let path = here.appending(path: "big")
            _ = try await tool("sh", "-c", "head -c \(megabytes)M /dev/urandom >\(path.path)")
            let file = try StagedFile(path: path.path)
            let ways: [(String, any CommandRunner)] = [
                ("libssh2, SFTP", SSHSession(to: try cluster.endpoint())),
                ("libssh2, through a jump", SSHSession(to: try cluster.endpoint("loop-behind"))),
                ("ssh, cat", OpenSSHRunner(host: "loop", configuration: cluster.configurationPath)),
            ]
            for (name, runner) in ways {
                _ = try await runner.run("true")
                let folder = try await runner.run("mktemp -d").outputText.trimmingCharacters(in: .newlines)
                let begin = ContinuousClock.now
                _ = try await Staging(runner, folder: folder).stage([file])
                let seconds = begin.duration(to: .now) / .seconds(1)
                print(
                    "MEASURED upload, \(name):",
                    String(format: "%.1f MB/s with its check", Double(megabytes << 20) / 1e6 / seconds)
                )
                let again = try await milliseconds(5) { _ = try await Staging(runner, folder: folder).stage([file]) }
                print("MEASURED staging again, \(name):", again)
                _ = try await runner.run("rm -rf \(folder)")
                await runner.close()
            }
            let begin = ContinuousClock.now
            _ = try await tool("scp", "-q", "-F", cluster.configurationPath, path.path, "loop:/tmp/pargo-lab-scp")
            let seconds = begin.duration(to: .now) / .seconds(1)
            print("MEASURED upload, scp:", String(format: "%.1f MB/s", Double(megabytes << 20) / 1e6 / seconds))
            _ = try await tool("rm", "-f", "/tmp/pargo-lab-scp")
        }
    }
}
