import Foundation
import TestSupport
import Testing

@Suite struct ClusterListTests {
    private let clusters = """
        clusters:
          here: {kind: local, slots: 2}
          a100:
            kind: slurm
            host: login.example.org
            root: /scratch/me/pargo-lab
            defaults: {partition: gpu, gres: "gpu:a100:8", nodes: 4, time: 24h}
        """

    private func sweep(_ folder: URL) -> Program {
        Program("sweep", in: folder, environment: ["XDG_CONFIG_HOME": folder.path + "/config"])
    }

    private func write(_ text: String, _ folder: URL, _ name: String) throws {
        let url = folder.appending(path: name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: url, atomically: true, encoding: .utf8)
    }

    /// Beside the lab and in the user's own folder; the one beside the lab is the stronger.
    @Test func clustersAreFoundInBothPlaces() throws {
        try withTemporaryFolder { folder in
            try write(clusters, folder, "clusters.yaml")
            let own = "clusters: {here: {kind: local}, mine: {kind: slurm, root: ~/lab}}\n"
            try write(own, folder, "config/pargo-lab/clusters.yaml")
            let result = try sweep(folder).run("cluster", "list")
            #expect(result.code == 0 && result.errors.isEmpty)
            let text = result.output.replacing(folder.path, with: "FOLDER")
            try expectSnapshot(text, named: "cluster-list.txt")
            let json = try sweep(folder).run("cluster", "list", "--format", "json").output
            try expectSnapshot(json.replacing(folder.path, with: "FOLDER"), named: "cluster-list.json")
        }
    }

    @Test func nothingDescribedSaysWhere() throws {
        try withTemporaryFolder { folder in
            let list = try sweep(folder).run("cluster", "list")
            #expect(list.code == 0)
            #expect(list.errors.contains("No cluster is described in clusters.yaml or config/pargo-lab/clusters.yaml"))
            let check = try sweep(folder).run("cluster", "check", "a100")
            #expect(check.code == 65)
            #expect(check.errors.hasPrefix("error: no cluster is described: there is no clusters.yaml, nor in "))
        }
    }

    @Test func aNameThatIsNearIsSuggested() throws {
        try withTemporaryFolder { folder in
            try write(clusters, folder, "clusters.yaml")
            let result = try sweep(folder).run("cluster", "check", "a10")
            #expect(result.code == 65)
            #expect(result.errors == "error: there is no cluster 'a10' in clusters.yaml. Did you mean 'a100'?\n")
            let other = try sweep(folder).run("cluster", "check", "xyz").errors
            #expect(other == "error: there is no cluster 'xyz' in clusters.yaml; there is here, a100\n")
        }
    }

    @Test func aMistakeShowsItsLine() throws {
        try withTemporaryFolder { folder in
            try write("clusters: {a: {kind: slurm, root: lab}}\n", folder, "clusters.yaml")
            let result = try sweep(folder).run("cluster", "list")
            #expect(result.code == 65)
            #expect(
                result.errors == """
                    clusters.yaml:1:35: error: 'root' begins with / or ~/, not 'lab'. Did you mean '~/lab'?
                      1 | clusters: {a: {kind: slurm, root: lab}}
                        |                                   ^~~
                    1 error; nothing was started

                    """
            )
        }
    }

    @Test func aLocalClusterNeedsNothing() throws {
        try withTemporaryFolder { folder in
            try write(clusters, folder, "clusters.yaml")
            let result = try sweep(folder).run("cluster", "check", "here")
            #expect(result.code == 0)
            #expect(result.output == "✓ this machine: nothing needs to be reached\n")
        }
    }
}

/// `sweep cluster check` on a real cluster; one after another, because two at once would send the trainer into one file.
@Suite(.enabled(if: TestCluster.current != nil, Comment(rawValue: TestCluster.hint)), .serialized)
struct ClusterCheckTests {
    private struct Finding: Decodable {
        let subject: String
        let level: String
        let text: String
        let suggestion: String?
        let advice: String?
        let place: String?
    }

    private func check(_ text: String? = nil, name: String = "c", _ flags: [String] = []) throws -> ([Finding], Int32) {
        let cluster = try #require(TestCluster.current)
        return try withTemporaryFolder { folder in
            let file = folder.appending(path: "clusters.yaml")
            if let text { try text.write(to: file, atomically: true, encoding: .utf8) }
            let path = text == nil ? cluster.clusters : "clusters.yaml"
            let all = ["cluster", "check", name, "--clusters", path, "--format", "json"] + flags
            let result = try Program("sweep", in: folder).start(all).finish()
            #expect(result.errors.isEmpty, "\(result.errors)")
            return (try JSONDecoder().decode([Finding].self, from: Data(result.output.utf8)), result.code)
        }
    }

    /// Every way in, with a real job that trains a step on a node.
    @Test(arguments: [("", "libssh2"), ("-noisy", "libssh2"), ("-hardened", "openssh")])
    func everyWayIn(_ suffix: String, _ way: String) throws {
        let cluster = try #require(TestCluster.current)
        let (findings, code) = try check(name: cluster.name + suffix)
        #expect(code == 0, "\(findings)")
        let first = { (subject: String) in findings.first { $0.subject == subject } }
        #expect(first("login")?.text.hasPrefix(way) == true)
        if suffix == "-hardened" { #expect(first("login")?.text.contains("share no method") == true) }
        #expect(first("host key")?.text.contains("as known_hosts has it") == true)
        #expect(first("shell")?.level == (suffix == "-noisy" ? "note" : "good"))
        if suffix == "-noisy" { #expect(first("shell")?.text.contains("Welcome to the loop cluster") == true) }
        #expect(first("root")?.text.contains("writable") == true)
        #expect(first("clock")?.level == "good")
        #expect(first("slurm")?.text.contains("cluster \(cluster.name)") == true)
        #expect(first("accounting")?.level == (cluster.keepsAccounts ? "good" : "note"))
        #expect(findings.filter { $0.subject == "partition" }.count == 3)
        #expect(first("trainer")?.text == "pargo-run starts there, and has trained a step", "\(findings)")
        #expect(findings.allSatisfy { $0.level != "problem" })
        // The job's own files are gone.
        #expect(try cluster.shell("ls -A '\(cluster.folder)/work' | grep -c pargo-lab-check || true") == "0\n")
    }

    /// What the profile asks for in vain is told with its line, and no job is run for it.
    @Test func impossibleWishes() throws {
        let cluster = try #require(TestCluster.current)
        let text = cluster.profile("defaults: {partition: gpuu, nodes: 2}")
        let (findings, code) = try check(text)
        #expect(code == 1)
        let problems = findings.filter { $0.level == "problem" }
        #expect(problems.map(\.text) == ["the cluster has no partition 'gpuu'"])
        #expect(problems.first?.suggestion == "gpu")
        #expect(problems.first?.place == "clusters.yaml:7:27")
        #expect(findings.last?.text == "no job was run, because of the problems above")
    }

    @Test func aFolderThatCannotBeWritten() throws {
        let cluster = try #require(TestCluster.current)
        let (findings, code) = try check(cluster.profile(root: "/proc/pargo-lab"), ["--quick"])
        #expect(code == 1)
        let problem = try #require(findings.first { $0.level == "problem" })
        #expect(problem.subject == "root")
        #expect(problem.place == "clusters.yaml:6:11")
        #expect(problem.text.contains("/proc/pargo-lab"))
    }

    /// The job that looks at a node goes away when no node is free.
    @Test func aBusyClusterIsNotWaitedForForEver() throws {
        let cluster = try #require(TestCluster.current)
        let reserved = cluster.profile("defaults: {partition: gpu, sbatch: {begin: now+1hour}}")
        let (findings, code) = try check(reserved, ["--wait", "1"])
        #expect(code == 0)
        #expect(
            findings.last?.text.hasPrefix("no node was free within 1 s (PENDING, BeginTime)") == true,
            "\(findings)"
        )
        #expect(try cluster.shell("squeue -h -t pending -o %j | grep -c pargo-lab-check || true") == "0\n")
    }
}
