import Foundation
import TestSupport
import Testing

/// What users get wrong about a cluster, and what can be wrong with it: one clear line each, and nothing left half-done.
@Suite(.enabled(if: TestCluster.current != nil, Comment(rawValue: TestCluster.hint)), .serialized)
struct ClusterBadInputTests {
    /// Submits under a profile, and expects to be refused with a text in which all of these occur.
    private func expectRefusal(
        _ clusters: String,
        _ fragments: [String],
        code: Int32 = 1,
        resources: String = "",
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        try withTemporaryFolder { folder in
            let lab = try ControlLab(folder, widths: [1, 2], clusters: clusters, resources: resources, name: "refused")
            let result = try lab.sweep("submit", "shell.yaml", "--cluster", "c")
            #expect(result.code == code, "\(result.errors)", sourceLocation: sourceLocation)
            for fragment in fragments {
                #expect(result.errors.contains(fragment), "\(result.errors)", sourceLocation: sourceLocation)
            }
            let last = result.errors.split(separator: "\n").last ?? ""
            #expect(!last.contains("Fatal") && !last.isEmpty, sourceLocation: sourceLocation)
            // Nothing half-submitted stays behind unnoticed: no job is queued, and status knows no run on its way.
            #expect(
                try lab.cluster.shell("squeue -h -t pending,running -o %j | grep -c refused || true") == "0\n",
                sourceLocation: sourceLocation
            )
            let status = try lab.sweep("status", "refused", "--offline", "--format", "json")
            for word in ["submitting", "queued", "running"] {
                #expect(!status.output.contains("\"\(word)\""), "\(status.output)", sourceLocation: sourceLocation)
            }
        }
    }

    private func cluster() throws -> TestCluster { try #require(TestCluster.current) }

    /// An SSH configuration of the cluster's login node with one line in place of another.
    private func configuration(_ folder: URL, _ key: String, _ value: String, more: String = "") throws -> String {
        let cluster = try cluster()
        let lines = [
            "HostName": "127.0.0.1", "Port": cluster.port, "User": cluster.user, "IdentityFile": cluster.keyFile,
            "IdentitiesOnly": "yes", "UserKnownHostsFile": cluster.folder + "/ssh/known_hosts", "IdentityAgent": "none",
        ]
        .merging([key: value]) { $1 }
        let text = "Host login\n" + lines.map { "  \($0) \($1)\n" }.sorted().joined() + more
        let path = folder.appending(path: "ssh_config").path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    @Test func anUnknownHost() throws {
        try withTemporaryFolder { folder in
            let config = try configuration(folder, "HostName", "no-such-host.invalid")
            try expectRefusal(
                cluster().profile(host: "login", configuration: config),
                ["clusters.yaml:4:11: ", "login: cannot connect: no machine has that name", "Check `host`"]
            )
        }
    }

    /// Refused through both ways in, and never accepted silently.
    @Test(arguments: ["auto", "libssh2", "openssh"])
    func aChangedHostKey(_ way: String) throws {
        try withTemporaryFolder { folder in
            let known = folder.appending(path: "known").path
            let key = try String(contentsOfFile: cluster().keyFile + ".pub", encoding: .utf8)
            try "[127.0.0.1]:\(cluster().port) \(key)".write(toFile: known, atomically: true, encoding: .utf8)
            let config = try configuration(folder, "UserKnownHostsFile", known)
            try expectRefusal(
                cluster().profile(host: "login", configuration: config, "transport: \(way)"),
                ["clusters.yaml:4:11: ", "its key has changed", "ssh-keygen -R"]
            )
            #expect(try String(contentsOfFile: known, encoding: .utf8) == "[127.0.0.1]:\(cluster().port) \(key)")
        }
    }

    @Test func aHostNeverSeen() throws {
        try withTemporaryFolder { folder in
            let known = folder.appending(path: "known").path
            let config = try configuration(folder, "UserKnownHostsFile", known, more: "  GlobalKnownHostsFile none\n")
            try expectRefusal(
                cluster().profile(host: "login", configuration: config, "transport: libssh2"),
                ["clusters.yaml:4:11: ", "its key is in none of", "Compare that with", "ssh login"]
            )
            #expect(!FileManager.default.fileExists(atPath: known))
        }
    }

    @Test func noKeyAccepted() throws {
        try withTemporaryFolder { folder in
            let key = folder.appending(path: "stranger").path
            try cluster().shell("ssh-keygen -q -t ed25519 -N '' -f '\(key)'")
            let config = try configuration(folder, "IdentityFile", key)
            try expectRefusal(
                cluster().profile(host: "login", configuration: config),
                ["clusters.yaml:4:11: ", "no key was accepted for \(cluster().user): \(key) (refused)"]
            )
        }
    }

    /// libssh2 1.10 cannot sign with it; `auto` says so and goes through the system's ssh, where it works.
    @Test func anRSAKey() throws {
        let cluster = try cluster()
        try withTemporaryFolder { folder in
            let key = folder.appending(path: "rsa").path
            let keys = cluster.folder + "/ssh/authorized_keys"
            try cluster.shell("ssh-keygen -q -t rsa -b 2048 -N '' -f '\(key)' && cat '\(key).pub' >>'\(keys)'")
            let config = try configuration(folder, "IdentityFile", key)
            try expectRefusal(
                cluster.profile(host: "login", configuration: config, "transport: libssh2"),
                ["clusters.yaml:4:11: ", "an RSA key, which this libssh2 cannot use", "transport: openssh"]
            )
            let root = "\(cluster.folder)/work/\(folder.lastPathComponent)"
            let text = cluster.profile(host: "login", configuration: config, root: root)
            try withTemporaryFolder { other in
                let lab = try ControlLab(other, widths: [1], clusters: text)
                let result = try lab.sweep("submit", "shell.yaml", "--cluster", "c")
                #expect(result.code == 0, "\(result.errors)")
                #expect(result.errors.contains("openssh: libssh2 cannot be used: no key was accepted"))
                #expect(result.errors.contains("an RSA key, which this libssh2 cannot use"))
                #expect(try lab.waitForStates(["finished"]) == ["finished"])
            }
        }
    }

    /// What the profile's `defaults` ask for in vain.
    static let wishes: [(String, String, [String])] = [
        (
            "partition", "{partition: gpuu}",
            ["clusters.yaml:7:27: error: c refused the job: ", "invalid partition", "Did you mean 'gpu'?"]
        ),
        ("gres", "{gres: \"gpu:h100:1\"}", ["clusters.yaml:7:22: error: c refused the job: "]),
        ("gres count", "{gres: \"gpu:a100:9\"}", ["clusters.yaml:7:22: error: c refused the job: "]),
        ("memory", "{mem: 900G}", ["clusters.yaml:7:21: error: c refused the job: "]),
        ("option", "{sbatch: {no-such-option: x}}", ["clusters.yaml:7:25: error: c refused the job: "]),
    ]

    @Test(arguments: wishes)
    func anImpossibleWish(_ name: String, _ defaults: String, _ fragments: [String]) throws {
        try expectRefusal(cluster().profile("defaults: \(defaults)"), fragments)
    }

    @Test func anUnknownAccount() throws {
        guard try cluster().keepsAccounts else { return }
        try expectRefusal(
            cluster().profile("defaults: {account: nobody}"),
            ["clusters.yaml:7:25: error: c refused the job: Batch job submission failed: Invalid account"]
        )
        try expectRefusal(
            cluster().profile("defaults: {qos: turbo}"),
            ["clusters.yaml:7:21: error: c refused the job: Batch job submission failed: Invalid qos"]
        )
    }

    /// More than the partition allows: Slurm refuses it only where EnforcePartLimits says so; else it would wait for ever.
    @Test(arguments: ["NO", "ALL"])
    func aTimeThatIsTooLong(_ enforced: String) throws {
        let cluster = try cluster()
        let file = cluster.environment["SLURM_CONF"] ?? ""
        try cluster.shell("echo EnforcePartLimits=\(enforced) >>'\(file)'; scontrol reconfigure")
        defer { _ = try? cluster.shell("sed -i '/^EnforcePartLimits/d' '\(file)'; scontrol reconfigure") }
        let asked = "resources: {time: 11m}"
        try expectRefusal(
            cluster.profile("defaults: {partition: short, time: 11m}"),
            ["clusters.yaml:7:40: error: "]
        )
        try expectRefusal(
            cluster.profile("defaults: {partition: short}"),
            ["shell.yaml:6:19: error: "],
            resources: asked
        )
    }

    /// An array is never larger than the cluster allows, whatever the profile says.
    @Test func anArrayOverTheLimitIsSplit() throws {
        let cluster = try cluster()
        try withTemporaryFolder { folder in
            let text = cluster.profile("limits: {array: 5000}")
            let lab = try ControlLab(folder, widths: Array(1...1200), clusters: text)
            let result = try lab.sweep("submit", "shell.yaml", "--cluster", "c", "--dry-run")
            #expect(result.code == 0, "\(result.errors)")
            let arrays = result.output.split(separator: "\n").filter { $0.contains("--array=") }
            #expect(arrays.count >= 2, "\(arrays)")
        }
    }

    /// A disk that is full, and one that is read-only.
    @Test(arguments: [("full", "No space left"), ("read-only", "Read-only file system")])
    func aDisk(_ name: String, _ words: String) throws {
        let cluster = try cluster()
        let root = "\(cluster.folder)/\(name)"
        // Where the cluster's server sees it, which may be another mount namespace than this test's.
        let there = "nsenter --mount --target $(awk '$1 == \"sshd\" { print $2 }' '\(cluster.folder)/pids')"
        try cluster.shell(
            "\(there) sh -c \"mkdir -p '\(root)' && mount -t tmpfs -o size=512k,mode=777 none '\(root)'\""
        )
        defer { _ = try? cluster.shell("\(there) sh -c \"umount '\(root)' && rmdir '\(root)'\"") }
        let spoil = name == "full" ? "head -c 600000 /dev/zero >'\(root)/filler'" : "mount -o remount,ro '\(root)'"
        try cluster.shell("\(there) sh -c \"\(spoil)\" 2>/dev/null || true")
        try expectRefusal(cluster.profile(root: root + "/lab"), ["clusters.yaml:6:11: ", words])
    }

    @Test func aRootThatMayNotBeWritten() throws {
        try expectRefusal(cluster().profile(root: "/root/pargo-lab"), ["clusters.yaml:6:11: ", "Permission denied"])
        try expectRefusal(cluster().profile(root: "/proc/pargo-lab"), ["clusters.yaml:6:11: "])
    }

    /// Greetings change nothing: the runs arrive.
    @Test func aShellThatPrintsBanners() throws {
        let cluster = try cluster()
        try withTemporaryFolder { folder in
            let root = "\(cluster.folder)/work/\(folder.lastPathComponent)"
            let text = cluster.profile(host: cluster.name + "-noisy", root: root, "limits: {poll_seconds: 1}")
            let lab = try ControlLab(folder, widths: [1, 2], clusters: text)
            let result = try lab.sweep("submit", "shell.yaml", "--cluster", "c")
            #expect(result.code == 0, "\(result.errors)")
            #expect(try lab.waitForStates(["finished", "finished"]) == ["finished", "finished"])
        }
    }
}
