import Foundation
import TestSupport
import Testing

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
