import Slurm
import Sweep

/// What the login node and Slurm say, in findings.
struct LoginReport {
    let site: SlurmSite
    let probe: SiteProbe
    let capabilities: Capabilities

    /// What was found, the nearest first.
    var findings: [ClusterFinding] { [command, shell] + folder + [clock, slurm].compactMap(\.self) + jobs }

    private var command: ClusterFinding {
        ClusterFinding("command", "\(Int((probe.roundTrip * 1000).rounded())) ms for one")
    }

    private var shell: ClusterFinding {
        let noise = probe.noise.split(whereSeparator: \.isNewline).joined(separator: " / ")
        guard !noise.isEmpty else { return ClusterFinding("shell", "the login shell is quiet") }
        return ClusterFinding(
            "shell",
            .note,
            "the login shell prints \"\(noise.prefix(120))\" around each command, which is cut off",
            advice: "It may break other tools, such as scp: print it for terminals only, [ -t 1 ], in ~/.bashrc there."
        )
    }

    private var folder: [ClusterFinding] {
        if let problem = probe.problem {
            return [ClusterFinding("root", .problem, "\(site.root.value): \(problem)", at: site.root.location)]
        }
        let isTight = probe.freeBytes.map { $0 < 1 << 30 } ?? false
        let words = [
            "\(probe.folder ?? site.root.value), writable", probe.freeBytes.map { "\(Self.size($0)) free" },
            probe.freeFiles.map { "room for \($0) files" }, probe.fileSystem.map { "on \($0)" },
        ]
        let root = ClusterFinding(
            "root",
            isTight ? .note : .good,
            words.compactMap(\.self).joined(separator: ", "),
            advice: isTight ? "That is little for checkpoints." : nil,
            at: isTight ? site.root.location : nil
        )
        if probe.hasChecksums { return [root] }
        let words2 = "there is none of sha256sum, shasum and openssl, so files cannot be checked there"
        return [root, ClusterFinding("checksums", .problem, words2, advice: "Have one of them installed.")]
    }

    private static func size(_ bytes: Int64) -> String {
        let giga = Double(bytes) / 1e9
        return giga >= 10 ? "\(Int(giga.rounded())) GB" : "\((giga * 10).rounded() / 10) GB"
    }

    private var clock: ClusterFinding? {
        guard let clock = probe.clock else { return nil }
        guard abs(clock.ahead) > clock.uncertainty + 2 else {
            let bound = max(abs(clock.ahead), clock.uncertainty)
            return ClusterFinding("clock", "within \((bound * 10).rounded(.up) / 10) s of this one")
        }
        let seconds = (abs(clock.ahead) * 10).rounded() / 10
        return ClusterFinding(
            "clock",
            abs(clock.ahead) > 60 ? .problem : .note,
            "\(seconds) s \(clock.ahead > 0 ? "ahead of" : "behind") this one",
            advice: "Signs of life are told by the clock: set it here or there, as `timedatectl` shows."
        )
    }

    private var slurm: ClusterFinding? {
        guard let version = capabilities.version else {
            return ClusterFinding(
                "slurm",
                .problem,
                "there is no sbatch on \(capabilities.machine)",
                advice: "Name a login node as 'host', or set PATH in ~/.bashrc there.",
                at: site.host?.location
            )
        }
        if let problem = capabilities.controllerProblem {
            return ClusterFinding(
                "slurm",
                .problem,
                "\(version), whose controller does not answer: \(problem)",
                advice: "Try again later; jobs that run go on."
            )
        }
        let configuration = capabilities.configuration
        let fate = configuration.refusesImpossibleJobs ? "refused" : "accepted, and wait for ever"
        let name = configuration.clusterName ?? "without a name"
        return ClusterFinding("slurm", "\(version), cluster \(name); impossible jobs are \(fate)")
    }

    private var jobs: [ClusterFinding] {
        guard capabilities.version != nil, capabilities.controllerProblem == nil else { return [] }
        let most = capabilities.configuration.maxJobCount.map { "\($0) jobs in all, " } ?? ""
        let limits =
            "arrays of up to \(capabilities.arrayLimit - 1), \(most)an ended job is remembered for \(capabilities.memory) s"
        return [ClusterFinding("limits", limits), accounting] + accounts
            + capabilities.partitionNames.map {
                ClusterFinding("partition", PartitionText($0, capabilities.partitions).description)
            }
    }

    private var accounting: ClusterFinding {
        let json = capabilities.hasJSON ? "JSON too" : "no JSON"
        let known = "jobs are known by their own records"
        return switch capabilities.accounting {
        case .available: ClusterFinding("accounting", "sacct answers; \(json)")
        case .disabled: ClusterFinding("accounting", .note, "the cluster keeps no accounts: \(known); \(json)")
        case .missing: ClusterFinding("accounting", .note, "there is no sacct: \(known); \(json)")
        case .failing(let words): ClusterFinding("accounting", .note, "sacct does not answer (\(words)): \(known)")
        }
    }

    private var accounts: [ClusterFinding] {
        guard let list = probe.associations, !list.isEmpty else { return [] }
        let names = list.map { entry in
            entry.account + (entry.partition.map { " in \($0)" } ?? "")
                + (entry.qos.isEmpty ? "" : " (\(entry.qos.joined(separator: ", ")))")
        }
        return [ClusterFinding("accounts", names.joined(separator: "; "))]
    }
}
