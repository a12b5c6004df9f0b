import Foundation
public import Slurm
public import Sweep

/// Looks at a cluster as a submission would meet it, and says what will not work, and what to do.
public struct ClusterCheck: Sendable {
    /// What was found, in the order of looking.
    public private(set) var findings: [ClusterFinding] = []
    /// What the cluster can do; nil when it could not be asked.
    public private(set) var capabilities: Capabilities?
    /// The way in that was taken; nil when there was none.
    public private(set) var way: Transport.Kind?
    /// The partitions' names and the user's accounts are compared with this profile.
    public let cluster: ClusterProfile

    private let site: SlurmSite
    private let report: @Sendable (ClusterFinding) -> Void

    /// A check of a cluster that calls `report` with each finding as it comes.
    ///
    /// Nil for a profile of this machine, where there is nothing to reach.
    public init?(_ cluster: ClusterProfile, report: @escaping @Sendable (ClusterFinding) -> Void = { _ in }) {
        guard let site = cluster.slurm else { return nil }
        self.cluster = cluster
        self.site = site
        self.report = report
    }

    /// Whether something will fail.
    public var hasProblems: Bool { findings.contains { $0.level == .problem } }

    /// Looks at everything.
    ///
    /// - Parameters:
    ///   - trainer: The trainer's program here, to be tried on a node; nil to leave that out.
    ///   - wait: How long a node is waited for; nil to run no job at all.
    public mutating func run(trainer: String?, wait: Duration?) async {
        let begin = ContinuousClock.now
        let transport: Transport
        do {
            transport = try await Transport.open(site)
        } catch {
            let place = error.isAboutRoot ? site.root.location : site.host?.location
            add(ClusterFinding("login", .problem, "\(error)", at: place ?? cluster.name.location))
            return
        }
        way = transport.kind
        do {
            await login(transport, begin.duration(to: .now))
            try await look(transport.runner, trainer: trainer, wait: wait)
        } catch {
            add(ClusterFinding("connection", .problem, "\(error)", at: site.host?.location))
        }
        await transport.runner.close()
    }

    private mutating func look(
        _ runner: any CommandRunner,
        trainer: String?,
        wait: Duration?
    ) async throws(TransportError) {
        let probe = try await SiteProbe.look(runner, root: site.root.value)
        let capabilities = try await Capabilities.probe(runner)
        self.capabilities = capabilities
        for finding in LoginReport(site: site, probe: probe, capabilities: capabilities).findings { add(finding) }
        let check = ProfileCheck(cluster, capabilities: capabilities, associations: probe.associations)
        for finding in check?.findings ?? [] { add(finding) }
        let needs = trainer.flatMap { Self.needs(of: $0) }
        program(needs, capabilities)
        guard let wait else {
            add(
                ClusterFinding(
                    "node",
                    .note,
                    "no job was run",
                    advice: "Leave out --quick to try the trainer on a node."
                )
            )
            return
        }
        guard !hasProblems, let folder = probe.folder else {
            add(ClusterFinding("node", .note, "no job was run, because of the problems above"))
            return
        }
        try await node(runner, folder, trainer, needs, wait)
    }

    private mutating func add(_ finding: ClusterFinding) {
        findings.append(finding)
        report(finding)
    }

    private mutating func login(_ transport: Transport, _ time: Duration) async {
        let milliseconds = Int(time / .milliseconds(1))
        add(ClusterFinding("login", "\(transport.kind.rawValue), in \(milliseconds) ms: \(transport.reason)"))
        if let session = transport.runner as? SSHSession {
            if let key = await session.hostKey { add(ClusterFinding("host key", "\(key), as known_hosts has it")) }
        } else if transport.kind == .openssh {
            add(ClusterFinding("host key", "as known_hosts has it, which ssh checked"))
        }
    }

    private static func needs(of program: String) -> ProgramNeeds? {
        // A program that cannot be read is found out by the job.
        (try? Data(contentsOf: URL(fileURLWithPath: program), options: .alwaysMapped))
            .flatMap { ProgramNeeds(Array($0)) }
    }

    private mutating func program(_ needs: ProgramNeeds?, _ found: Capabilities) {
        guard let needs else { return }
        if !found.architecture.isEmpty, found.architecture != needs.architecture {
            add(
                ClusterFinding(
                    "trainer",
                    .problem,
                    "pargo-run is for \(needs.architecture), and \(found.machine) is \(found.architecture)",
                    advice: "Build it there: scripts/build, on a machine of that kind."
                )
            )
        } else if let wanted = needs.glibc, let there = found.glibc, LibraryVersion(there) < LibraryVersion(wanted) {
            add(
                ClusterFinding(
                    "trainer",
                    .problem,
                    "pargo-run needs glibc \(wanted), and \(found.machine) has \(there)",
                    advice: "Build it on a machine as old as the cluster's, or in a container of its distribution."
                )
            )
        }
    }

    private mutating func node(
        _ runner: any CommandRunner,
        _ folder: String,
        _ trainer: String?,
        _ needs: ProgramNeeds?,
        _ wait: Duration
    ) async throws(TransportError) {
        var path: String?
        if let trainer {
            do throws(StagingError) {
                let file = try StagedFile(path: trainer)
                path = try await Staging(runner, folder: "\(folder)/store").stage([file]).paths[file.path]
            } catch {
                add(ClusterFinding("trainer", .problem, "cannot be brought there: \(error)", at: site.root.location))
                return
            }
        }
        let token = "check-" + String(UInt32.random(in: 0 ... .max), radix: 36)
        let environment = BatchEnvironment(cluster.environment)
        let trial = NodeTrial(folder: folder, trainer: path, token: token, environment: environment)
        let outcome = try await trial.run(site.defaults, over: runner, wait: wait)
        for finding in NodeReport(cluster: cluster, needs: needs, wait: wait).findings(outcome) { add(finding) }
    }
}

extension TransportError {
    /// Whether a file or folder on the far side is to blame.
    var isAboutRoot: Bool {
        if case .file = reason { true } else { false }
    }
}
