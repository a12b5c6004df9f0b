import Foundation
import Sweep
import TestSupport
import Testing

/// Reads texts as the files `clusters.yaml`, `second.yaml`, in this order of strength.
private func clusters(_ texts: String...) -> ClusterReading {
    let files = Dictionary(uniqueKeysWithValues: zip(["clusters.yaml", "second.yaml"], texts))
    return ClusterReader { path in
        guard let text = files[path] else { throw MissingFile() }
        return Array(text.utf8)
    }
    .read(["clusters.yaml", "second.yaml"].filter { files[$0] != nil })
}

@Suite struct ClusterReaderTests {
    private let whole = """
        clusters:
          here:  {kind: local, slots: 2}
          a100:
            kind: slurm
            host: login.example.org
            transport: openssh
            root: /scratch/me//pargo-lab/
            defaults:
              partition: gpu
              account: lab
              qos: normal
              gres: "gpu:a100:8"
              nodes: 4
              time: 1-12:00:00
              mem: 64G
              cpus_per_task: 8
              ntasks-per-node: 1
              exclude: a100-[07,09]
              exclusive: true
              requeue: false
              sbatch: {licenses: "matlab:1", contiguous: true}
            env: {modules: [cuda/12.1], export: {OMP_NUM_THREADS: 8}, setup: "source ~/venv/bin/activate"}
            limits: {array: 1000, queued: 200, running: 50, poll_seconds: 90}
          login: {kind: slurm, root: ~/pargo-lab}
          loop: {kind: slurm, host: loop, ssh_config: etc/ssh_config, root: ~/pargo-lab}
        """

    @Test func everyKeyHasItsValue() throws {
        let reading = clusters(whole)
        #expect(reading.diagnostics.isEmpty, "\(reading.diagnostics)")
        #expect(reading.clusters.map(\.name.value) == ["here", "a100", "login", "loop"])
        #expect(reading.clusters.map(\.kind) == ["local", "slurm", "slurm", "slurm"])
        guard case .local(let here) = reading.clusters[0].site else {
            Issue.record("`here` is not local")
            return
        }
        #expect(here.slots?.value == 2)

        let cluster = try #require(reading.cluster(named: "a100"))
        let site = try #require(cluster.slurm)
        #expect(site.host?.value == "login.example.org")
        #expect(site.transport.value == .openssh)
        #expect(site.root.value == "/scratch/me/pargo-lab")
        let defaults = site.defaults
        #expect(defaults.partition?.value == "gpu")
        #expect(defaults.account?.value == "lab")
        #expect(defaults.qos?.value == "normal")
        #expect(defaults.gres?.value == [GenericResource(name: "gpu", type: "a100", count: 8)])
        #expect(defaults.nodes?.value == 4)
        #expect(defaults.time?.value == 129_600)
        #expect(defaults.memory?.value == 64 << 30)
        #expect(defaults.cpusPerTask?.value == 8)
        #expect(defaults.tasksPerNode?.value == 1)
        #expect(defaults.exclude?.value == "a100-[07,09]")
        #expect(defaults.exclusive?.value == true)
        #expect(defaults.requeue?.value == false)
        #expect(defaults.further.map(\.value) == [.init("licenses", "matlab:1"), .init("contiguous", nil)])
        #expect(cluster.environment.modules == ["cuda/12.1"])
        #expect(cluster.environment.exports == [.init(name: "OMP_NUM_THREADS", value: "8")])
        #expect(cluster.environment.setup == ["source ~/venv/bin/activate"])
        #expect(site.limits.array?.value == 1000)
        #expect(site.limits.queued?.value == 200)
        #expect(site.limits.running?.value == 50)
        #expect(site.limits.secondsBetweenPolls == 90)

        let login = try #require(reading.cluster(named: "login")?.slurm)
        #expect(login.host == nil)
        #expect(login.transport.value == .auto)
        #expect(login.limits.secondsBetweenPolls == 60)
        #expect(login.sshConfiguration == nil)
    }

    /// As a path in an `include` does: what stands in a file that is passed on must mean the same everywhere.
    @Test func aRelativePathStartsAtItsFile() {
        for (file, path) in [("clusters.yaml", "etc/c"), ("/tmp/loop/clusters.yaml", "/tmp/loop/etc/c")] {
            let text = "clusters: {a: {kind: slurm, host: a, root: /x, ssh_config: etc/c}}"
            let reading = ClusterReader { _ in Array(text.utf8) }.read([file])
            #expect(reading.cluster(named: "a")?.slurm?.sshConfiguration?.value == path)
        }
    }

    /// What a cluster refuses later can be shown at its line.
    @Test func eachOptionKnowsItsPlace() throws {
        let defaults = try #require(clusters(whole).cluster(named: "a100")?.slurm?.defaults)
        let places: [(String, Int, Int)] = [
            ("partition", 9, 18), ("account", 10, 16), ("gres", 12, 13), ("time", 14, 13), ("cpus-per-task", 16, 22),
            ("licenses", 21, 16),
        ]
        for (option, line, column) in places {
            #expect(defaults.place(of: option) == SourceLocation(file: "clusters.yaml", line: line, column: column))
        }
        #expect(defaults.place(of: "reservation") == nil)
    }

    @Test func anEarlierFileHidesALaterOne() {
        let reading = clusters(
            "clusters: {a: {kind: local, slots: 1}}",
            "clusters: {a: {kind: slurm, root: /x}, b: {kind: local}}"
        )
        #expect(reading.clusters.map { "\($0.name.value) \($0.kind)" } == ["a local", "b local"])
        #expect(reading.clusters[1].name.location.file == "second.yaml")
        #expect(reading.suggestion(for: "bb") == "b")
    }

    /// A mistake in any file is told, and then no cluster is given out: half a description is worse than none.
    @Test func aMistakeAnywhereStops() {
        let reading = clusters("clusters: {a: {kind: local}}", "clusters: {b: {kind: slrum}}")
        #expect(!reading.isSound)
        #expect(reading.clusters.isEmpty)
        let text = "second.yaml:1:22: error: 'kind' is one of local, slurm, not 'slrum'. Did you mean 'slurm'?"
        #expect(reading.diagnostics.map(\.description) == [text])
    }

    @Test func everythingAtOnce() throws {
        let reading = clusters(
            """
            clusters:
              a100:
                kind: slurm
                hots: login.example.org
                transport: opensh
                root: scratch/me
                defaults: {partiton: gpu, gres: 8, time: 24, nodes: four, job-name: x, mem: 64}
                env: {module: [cuda]}
                limits: {array: 0, poll: 60}
              -x: {kind: local}
              here: {kind: local, slot: 2, host: a}
            """
        )
        let report = reading.diagnostics.map { $0.rendered(with: reading.sources) }.joined(separator: "\n") + "\n"
        try expectSnapshot(report, named: "everything-at-once.txt")
    }

    @Test func aMissingFileIsSaid() {
        let reading = ClusterReader { _ in throw MissingFile() }.read(["my.yaml"])
        #expect(
            reading.diagnostics.map(\.description) == ["error: cannot read the clusters' file 'my.yaml': no such file"]
        )
    }

    /// Damaged files end in an error with a place, or in clusters.
    @Test func damagedFilesNeverCrash() {
        var generator = SeededGenerator(seed: 7)
        let text = Array(whole.utf8)
        let signs = Array("{}[]:,-&*!|>'\"%#\n\t 0~@/$".utf8)
        for _ in 0..<400 {
            var bytes = text
            for _ in 0..<Int.random(in: 1...5, using: &generator) {
                let at = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[at] = signs[Int.random(in: 0..<signs.count, using: &generator)]
                case 1: bytes.removeSubrange(at..<min(bytes.count, at + 7))
                default: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: at)
                }
            }
            let reading = ClusterReader { _ in bytes }.read(["clusters.yaml"])
            for diagnostic in reading.diagnostics { _ = diagnostic.rendered(with: reading.sources) }
            #expect(reading.isSound || reading.clusters.isEmpty)
            #expect(reading.diagnostics.allSatisfy { $0.location != nil })
        }
    }
}

@Suite struct ClusterMistakeTests {
    /// A cluster `c` of kind slurm with these lines (or a whole file that begins with `clusters`), and what is said.
    static let table: [(String, String)] = [
        ("root: scratch", "4:11: error: 'root' begins with / or ~/, not 'scratch'. Did you mean '~/scratch'?"),
        (
            "root: $SCRATCH/lab",
            "4:11: error: variables are not replaced in 'root'. Write the path out; 'ssh HOST echo $SCRATCH/lab' prints it."
        ),
        ("root: /", "4:11: error: 'root' is a folder of its own, not '/'. Did you mean '/pargo-lab'?"),
        (
            "host: -oProxyCommand=x",
            "5:11: error: 'host' cannot be '-oProxyCommand=x'. It is what you type after 'ssh': an alias, a name, or user@name; the port goes into ~/.ssh/config."
        ),
        ("slots: 2", "5:5: error: 'slots' belongs to 'kind: local', and 'c' is of kind slurm"),
        (
            "transport: ssh",
            "5:16: error: 'transport: ssh' could be either of two. Write openssh for your own ssh, or auto."
        ),
        (
            "transport: openssh",
            "5:16: error: 'transport: openssh' needs a 'host'. Add 'host', or leave 'transport' out when this machine is the login node."
        ),
        (
            "defaults: {time: 24}",
            "5:22: error: 'time' needs a unit, such as 90m, 4h or 1-12:00:00, not 24. Did you mean '24m'?"
        ),
        ("defaults: {time: 0:00:00}", "5:22: error: 'time' needs a unit, such as 90m, 4h or 1-12:00:00, not '0:00:00'"),
        ("defaults: {mem: lots}", "5:21: error: 'mem' needs a unit, such as 64G, not 'lots'"),
        ("defaults: {gres: 8}", "5:22: error: 'gres' is such as gpu:a100:8 or gpu:2, not 8. Did you mean 'gpu:8'?"),
        (
            "defaults: {gres: \"gpu:a100:8:9\"}",
            "5:22: error: 'gres' is such as gpu:a100:8 or gpu:2, not 'gpu:a100:8:9'"
        ),
        ("defaults: {partition: [gpu]}", "5:27: error: 'partition' must be text, not a list"),
        ("defaults: {account: a b}", "5:25: error: 'account' has no blanks in it"),
        ("defaults: {nodes: 0}", "5:23: error: 'nodes' must be from 1 to 1000000, not 0"),
        (
            "defaults: {exclusive: yes}",
            "5:27: error: 'exclusive' must be true or false, not 'yes'. Did you mean 'true'?"
        ),
        (
            "defaults: {mem: 1G, mem_per_cpu: 1G}",
            "5:38: error: 'mem' and 'mem-per-cpu' exclude one another. Remove one of the two."
        ),
        ("defaults: {output: x.log}", "5:16: error: 'output' is set by each submission itself. Remove it."),
        ("defaults: {sbatch: {array: 1-3}}", "5:25: error: 'array' is set by each submission itself. Remove it."),
        (
            "defaults: {sbatch: {partition: x}}",
            "5:25: error: 'partition' has a place of its own: put it directly under 'defaults'"
        ),
        ("defaults: {sbatch: {p: x}}", "5:25: error: 'p' is no long option of sbatch"),
        ("limits: {poll_seconds: 0}", "5:28: error: 'poll_seconds' must be from 1 to 86400, not 0"),
        ("limits: {arrays: 5}", "5:14: error: unknown key 'arrays' in 'limits'. Did you mean 'array'?"),
        ("env: {export: [A]}", "5:19: error: 'export' must be a mapping from names to values, not a list"),
    ]

    @Test(arguments: table)
    func mistake(_ line: String, _ message: String) {
        let root = line.hasPrefix("root") ? "" : "    root: /x\n"
        let reading = clusters("clusters:\n  c:\n    kind: slurm\n\(root)    \(line)\n")
        #expect(reading.diagnostics.map(\.description) == ["clusters.yaml:" + message])
        #expect(reading.clusters.isEmpty)
    }

    static let files: [(String, String)] = [
        ("", "1:1: error: the file is empty. It begins with 'clusters:'."),
        (
            "cluster: {a: {kind: local}}",
            "1:1: error: unknown key 'cluster' in 'the clusters' file'. Did you mean 'clusters'?"
        ),
        ("clusters: [a]", "1:11: error: 'clusters' must be a mapping from names to clusters, not a list"),
        ("clusters: {a: slurm}", "1:15: error: a cluster is a mapping, not 'slurm'"),
        (
            "clusters: {a: {root: /x}}",
            "1:12: error: the cluster 'a' has no kind. Add 'kind: slurm'; it is one of local and slurm."
        ),
        (
            "clusters: {a: {kind: slurm}}",
            "1:12: error: the cluster 'a' has no 'root'. Add 'root: /scratch/you/pargo-lab', a folder on a file system that the nodes see too."
        ),
        (
            "clusters: {a: {kind: local}, a: {kind: local}}",
            "1:30: error: the key 'a' appears twice in the same mapping (first at line 1)"
        ),
        (
            "clusters: {a b: {kind: local}}",
            "1:12: error: a cluster's name has letters, digits, dots, dashes and underscores, a letter or digit first"
        ),
    ]

    @Test(arguments: files)
    func file(_ text: String, _ message: String) {
        #expect(clusters(text).diagnostics.map(\.description) == ["clusters.yaml:" + message])
    }

    static let resources: [(String, GenericResource?)] = [
        ("gpu", GenericResource(name: "gpu", count: 1)), ("gpu:4", GenericResource(name: "gpu", count: 4)),
        ("gpu:a100", GenericResource(name: "gpu", type: "a100", count: 1)),
        ("gpu:a100:8", GenericResource(name: "gpu", type: "a100", count: 8)), ("", nil), ("8", nil), ("gpu:", nil),
        ("gpu::8", nil), ("gpu:a100:-1", nil), ("gpu a100", nil),
        ("gpu:a100:8(S:0)", nil), ("gpu:99999999", nil),
    ]

    @Test(arguments: resources)
    func genericResource(_ text: String, _ resource: GenericResource?) {
        #expect(GenericResource(text) == resource)
        if let resource { #expect(GenericResource(resource.description) == resource) }
    }
}
