import Foundation
import RunLog
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
    /// The working folder on the cluster, which goes with it.
    let root: String

    /// A lab with a root of its own on the cluster.
    init(
        _ folder: URL,
        widths: [Int],
        transport: String = "auto",
        defaults: String = "partition: gpu",
        memory: String = "100M",
        further: String = ""
    )
        throws
    {
        self.folder = folder
        let cluster = try #require(Self.current)
        shell = try ShellLab(folder, widths: widths)
        root = "\(cluster["CLUSTER_FOLDER"] ?? "")/work/\(folder.lastPathComponent)"
        let profile = """
            clusters:
              loop:
                kind: slurm
                host: loop
                transport: \(transport)
                ssh_config: \(cluster["SSH_CONFIG"] ?? "")
                root: \(root)
                defaults: {\(defaults), time: 2m, mem: \(memory)}
                limits: {poll_seconds: 1\(further)}
            """
        try profile.write(to: folder.appending(path: "clusters.yaml"), atomically: true, encoding: .utf8)
    }

    /// A lab whose sweep `shell` runs a script of its own, given the run directory; `spec` is what follows in the sweep's file.
    init(
        _ folder: URL,
        trainer: String,
        defaults: String = "partition: gpu",
        memory: String = "100M",
        _ spec: String
    )
        throws
    {
        try self.init(folder, widths: [1], defaults: defaults, memory: memory)
        try trainer.write(to: folder.appending(path: "trainer.sh"), atomically: true, encoding: .utf8)
        let head = "sweep: shell\ntrainer: {command: [sh, trainer.sh, \"{run}\"], code: [trainer.sh]}\n"
        try (head + spec).write(to: folder.appending(path: "shell.yaml"), atomically: true, encoding: .utf8)
    }

    /// A process of the cluster.
    static func pid(of daemon: String) throws -> pid_t {
        let cluster = try #require(current)
        let lines = try String(contentsOfFile: cluster["CLUSTER_PIDS"] ?? "", encoding: .utf8).split(separator: "\n")
        let line = try #require(lines.last { $0.hasPrefix(daemon + " ") })
        return try #require(pid_t(line.split(separator: " ")[1]))
    }

    /// Sends the warning of the time limit to a running job, or puts it back into the queue.
    ///
    /// Slurm cannot signal a job in the moment between its start and that of its script ("Unexpected message received"), so
    /// that is tried for some seconds.
    func tell(_ event: String, _ job: String) throws {
        let words = event == "USR1" ? ["scancel", "--signal=USR1", "--batch", job] : ["scontrol", "requeue", job]
        for _ in 0..<20 {
            if try code(of: words) == 0 { return }
            usleep(250_000)
        }
        Issue.record("\(words) is refused")
    }

    /// Lets a job that was put back into the queue begin at once, for which it would wait two minutes; the wait begins when the
    /// last of its processes is gone, so that comes first.
    func startAgain(_ job: String) throws {
        // Not in the second in which it was put back: Slurm revokes by the second what the stopped job was allowed, and would
        // end the new one at once ("Job credential revoked"). The wait may begin anew when the last process is gone.
        let state = "$(squeue -h -j \(job) -t all -o %T)"
        try #require(TestCluster.current)
            .shell(
                "seen=; for i in $(seq 100); do case \(state) in PENDING) [ -n \"$seen\" ] || sleep 2; seen=yes; "
                    + "scontrol update JobId=\(job) StartTime=now ;; RUNNING|COMPLETED) [ -z $seen ] || break ;; esac; "
                    + "sleep 0.3; done"
            )
    }

    private func code(of words: [String]) throws -> Int32 {
        let cluster = try #require(Self.current)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        process.environment = ProcessInfo.processInfo.environment.merging(["SLURM_CONF": cluster["SLURM_CONF"] ?? ""]) {
            $1
        }
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    /// The number of the only job.
    func job() throws -> String {
        let output = try shell.tracker.run("sql", "SELECT max(job) FROM submission", "-f", "csv").output
        return try #require(output.split(separator: "\n").last.map(String.init))
    }

    /// The states that `sweep status` tells, by how often; asks until they are as wanted, for so many seconds at most.
    func states(within seconds: Double = 40, _ areRight: ([String: Int]) throws -> Bool) throws -> [String: Int] {
        let end = Date().addingTimeInterval(seconds)
        while true {
            let result = try shell.sweep.run("status", "shell", "--format", "csv")
            let rows = result.output.split(separator: "\n").dropFirst()
                .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
            let states = Dictionary(rows.map { (String($0[4]), 1) }, uniquingKeysWith: +)
            if try areRight(states) || Date() > end { return states }
            usleep(200_000)
        }
    }

    /// The states once so many runs go on and have logged: their scripts then have their traps in place.
    func states(running: Int) throws -> [String: Int] {
        try states { states in
            let logged = shell.attempts().filter { FileManager.default.fileExists(atPath: $0.metrics) }
            return states["running"] == running && logged.count == running
        }
    }

    /// The logs of all runs.
    func logs() throws -> [String] {
        try shell.attempts().map { try String(contentsOfFile: $0.log, encoding: .utf8) }
    }
}
