import Foundation

/// The cluster that `Tests/Cluster/start` began, named by `PARGO_LAB_CLUSTER`, for tests that run the built programs.
public struct TestCluster: Sendable {
    private let values: [String: String]

    /// The cluster; nil when none is named.
    public static let current = ProcessInfo.processInfo.environment["PARGO_LAB_CLUSTER"].flatMap { TestCluster($0) }

    /// What a skipped suite says.
    public static let hint =
        "no test cluster: export PARGO_LAB_CLUSTER=$(Tests/Cluster/start), as root, then run these tests again"

    /// Reads the file that `start` printed.
    public init?(_ path: String) {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        let lines = text.split(separator: "\n").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
        values = Dictionary(lines.filter { $0.count == 2 }.map { ($0[0], $0[1]) }) { $1 }
    }

    /// Its name, which is also its alias in `sshConfiguration`.
    public var name: String { values["CLUSTER_NAME"] ?? "loop" }
    /// Everything that it is lies here.
    public var folder: String { values["CLUSTER_FOLDER"] ?? "" }
    /// Describes its login node for `ssh -F`.
    public var sshConfiguration: String { values["SSH_CONFIG"] ?? "" }
    /// The file that describes it and its other ways in for `sweep --clusters`.
    public var clusters: String { values["CLUSTERS"] ?? "" }
    /// The key that it accepts.
    public var keyFile: String { values["KEY_FILE"] ?? "" }
    /// The port of its login node on 127.0.0.1.
    public var port: String { values["PORT"] ?? "" }
    /// The user who logs in.
    public var user: String { values["LOGIN"] ?? "" }
    /// Whether accounts are kept.
    public var keepsAccounts: Bool { values["CLUSTER_ACCOUNTING"] == "slurmdbd" }

    /// What the cluster's own commands need in their environment, as root on this machine.
    public var environment: [String: String] { ["SLURM_CONF": values["SLURM_CONF"] ?? ""] }

    /// Runs a line of shell on this machine, as root, with the cluster's Slurm; returns what it printed.
    @discardableResult
    public func shell(_ line: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", line]
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        // A file, because a daemon that is started meanwhile may keep a pipe open for ever.
        let path = FileManager.default.temporaryDirectory.appending(path: "pargo-lab-shell-\(UUID().uuidString)")
        try Data().write(to: path)
        defer { try? FileManager.default.removeItem(at: path) }
        process.standardOutput = try FileHandle(forWritingTo: path)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        let data = try Data(contentsOf: path)
        return String(decoding: data, as: UTF8.self)
    }

    /// A profile `c` of this cluster with these lines changed, as the text of a `clusters.yaml`.
    ///
    /// - Parameters:
    ///   - host: Its alias.
    ///   - configuration: The SSH configuration's path.
    ///   - root: The working folder.
    ///   - lines: Further lines of the profile, without indentation.
    /// - Returns: The file's text.
    public func profile(
        host: String? = nil,
        configuration: String? = nil,
        root: String? = nil,
        _ lines: String...
    ) -> String {
        let all = ["kind: slurm", "host: \(host ?? name)", "ssh_config: \(configuration ?? sshConfiguration)"]
        let text = (all + ["root: \(root ?? folder + "/work")"] + lines).map { "    \($0)\n" }.joined()
        return "clusters:\n  c:\n" + text
    }
}
