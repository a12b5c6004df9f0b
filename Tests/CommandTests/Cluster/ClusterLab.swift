import Foundation
import TestSupport
import Testing

/// A `ShellLab` whose `clusters.yaml` describes the cluster that `Tests/Cluster/start` began.
struct ClusterLab {
    /// What the cluster's own file says; nil when none is named.
    static let current: [String: String]? = ProcessInfo.processInfo.environment["PARGO_LAB_CLUSTER"]
        .flatMap { path in
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
            let lines = text.split(separator: "\n").map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
            return Dictionary(lines.filter { $0.count == 2 }.map { ($0[0], $0[1]) }) { $1 }
        }

    /// What a skipped suite says.
    static let hint: Comment =
        "no test cluster: export PARGO_LAB_CLUSTER=$(Tests/Cluster/start), as root, then run these tests again"

    let folder: URL
    let shell: ShellLab

    /// A lab with a root of its own on the cluster.
    init(
        _ folder: URL,
        widths: [Int],
        transport: String = "auto",
        defaults: String = "partition: gpu",
        further: String = ""
    )
        throws
    {
        self.folder = folder
        let cluster = try #require(Self.current)
        shell = try ShellLab(folder, widths: widths)
        let profile = """
            clusters:
              loop:
                kind: slurm
                host: loop
                transport: \(transport)
                ssh_config: \(cluster["SSH_CONFIG"] ?? "")
                root: /home/sweeper/lab-\(folder.lastPathComponent)
                defaults: {\(defaults), time: 2m, mem: 100M}
                limits: {poll_seconds: 1\(further)}
            """
        try profile.write(to: folder.appending(path: "clusters.yaml"), atomically: true, encoding: .utf8)
    }

    /// A process of the cluster.
    static func pid(of daemon: String) throws -> pid_t {
        let cluster = try #require(current)
        let lines = try String(contentsOfFile: cluster["CLUSTER_PIDS"] ?? "", encoding: .utf8).split(separator: "\n")
        let line = try #require(lines.last { $0.hasPrefix(daemon + " ") })
        return try #require(pid_t(line.split(separator: " ")[1]))
    }

    /// Runs one of Slurm's commands as the cluster's administrator.
    func slurm(_ words: [String]) throws {
        let cluster = try #require(Self.current)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        process.environment = ProcessInfo.processInfo.environment.merging(["SLURM_CONF": cluster["SLURM_CONF"] ?? ""]) {
            $1
        }
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(words)")
    }

    /// The number of the only job.
    func job() throws -> String {
        let output = try shell.tracker.run("sql", "SELECT max(job) FROM submission", "-f", "csv").output
        return try #require(output.split(separator: "\n").last.map(String.init))
    }

    /// The states that `sweep status` tells, by how often; asks until they are as wanted, for so many seconds at most.
    func states(within seconds: Double = 40, _ areRight: ([String: Int]) -> Bool) throws -> [String: Int] {
        let end = Date().addingTimeInterval(seconds)
        while true {
            let result = try shell.sweep.run("status", "shell", "--format", "csv")
            let rows = result.output.split(separator: "\n").dropFirst()
                .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
            let states = Dictionary(rows.map { (String($0[4]), 1) }, uniquingKeysWith: +)
            if areRight(states) || Date() > end { return states }
            usleep(200_000)
        }
    }
}
