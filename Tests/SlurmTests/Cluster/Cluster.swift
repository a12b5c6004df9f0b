import Foundation
import Slurm
import Testing

/// The cluster that `Tests/Cluster/start` began, named by `PARGO_LAB_CLUSTER`.
struct Cluster: Sendable {
    private let values: [String: String]

    /// The cluster; nil when none is named.
    static let current: Cluster? = ProcessInfo.processInfo.environment["PARGO_LAB_CLUSTER"]
        .flatMap { path in
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
            let lines = text.split(separator: "\n").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
            return Cluster(values: Dictionary(lines.filter { $0.count == 2 }.map { ($0[0], $0[1]) }) { $1 })
        }

    /// What a skipped suite says.
    static let hint: Comment =
        "no test cluster: export PARGO_LAB_CLUSTER=$(Tests/Cluster/start), as root, then run these tests again"

    static func required() throws -> Cluster { try #require(current) }

    private subscript(_ key: String) -> String { values[key] ?? "" }

    var folder: String { self["CLUSTER_FOLDER"] }
    var configurationPath: String { self["SSH_CONFIG"] }
    var knownHosts: String { self["KNOWN_HOSTS"] }
    var keyFile: String { self["KEY_FILE"] }
    var port: Int { Int(self["PORT"]) ?? 0 }
    var keepsAccounts: Bool { self["CLUSTER_ACCOUNTING"] == "slurmdbd" }

    /// The process of one of the cluster's daemons.
    func pid(of daemon: String) throws -> pid_t {
        let lines = try String(contentsOfFile: self["CLUSTER_PIDS"], encoding: .utf8).split(separator: "\n")
        let line = try #require(lines.first { $0.hasPrefix(daemon + " ") })
        return try #require(pid_t(line.split(separator: " ")[1]))
    }

    /// An alias of the cluster's own configuration, changed as a test likes.
    func endpoint(_ alias: String = "loop", _ change: (inout SSHEndpoint) -> Void = { _ in }) throws -> SSHEndpoint {
        let surroundings = SSHEndpoint.Surroundings(home: folder, user: "root", agentSocket: nil)
        let configuration = try SSHConfiguration.load(file: configurationPath, home: folder)
        var endpoint = try SSHEndpoint(alias, configuration: configuration, surroundings: surroundings)
        change(&endpoint)
        return endpoint
    }

    /// A session that is closed when the body is done.
    func withSession<Result>(
        _ alias: String = "loop",
        _ change: (inout SSHEndpoint) -> Void = { _ in },
        _ body: (SSHSession) async throws -> Result
    ) async throws -> Result {
        let session = SSHSession(to: try endpoint(alias, change), pauses: [.milliseconds(50)])
        do {
            let result = try await body(session)
            await session.close()
            return result
        } catch {
            await session.close()
            throw error
        }
    }

    /// Whether a command runs on an endpoint changed like that.
    func accepts(_ alias: String = "loop", _ change: (inout SSHEndpoint) -> Void) async throws -> Bool {
        try await withSession(alias, change) { try await $0.run("true").succeeded }
    }

    /// A folder on the far side that is removed when the body is done.
    func withFarFolder<Result>(_ runner: some CommandRunner, _ body: (String) async throws -> Result) async throws
        -> Result
    {
        let folder = try await runner.run("mktemp -d").outputText.trimmingCharacters(in: .newlines)
        do {
            let result = try await body(folder)
            _ = try await runner.run("rm -rf \(folder)")
            return result
        } catch {
            _ = try? await LocalRunner().run("rm -rf \(folder)")
            throw error
        }
    }
}

/// Runs a program of this machine to its end and returns what it printed.
func tool(_ words: String...) async throws -> String {
    let reply = try await LocalRunner().run(words.map(ShellText.quote).joined(separator: " "))
    try #require(reply.succeeded, "\(words): \(reply.errorText)")
    return reply.outputText
}
