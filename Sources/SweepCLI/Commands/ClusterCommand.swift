import ArgumentParser
import Foundation
import Orchestrator
import RunLog
import Slurm
import Sweep
import Terminal

/// `sweep cluster`.
struct ClusterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster",
        abstract: "Say which clusters are described, and whether one works.",
        subcommands: [ClusterListCommand.self, ClusterCheckCommand.self]
    )
}

/// `sweep cluster list`.
struct ClusterListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the clusters that clusters.yaml describes; nothing is connected to."
    )

    @OptionGroup var clusters: ClusterOptions
    @Option(name: .shortAndLong, help: ArgumentHelp("How to print them.", valueName: "format"))
    var format: OutputFormat = .table
    @OptionGroup var options: LabOptions

    func run() throws {
        let files = clusters.files(options)
        let reading = try clusters.all(options)
        print(ClusterRows(reading.clusters).text(format, options.traits), terminator: "")
        guard reading.clusters.isEmpty, !options.quiet else { return }
        let hint = "No cluster is described in \(files.places.joined(separator: " or ")); docs/cluster.md says how.\n"
        FileHandle.standardError.write(Data(hint.utf8))
    }
}

/// `sweep cluster check`.
struct ClusterCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Reach a cluster as a submission would, and say what will not work, and what to do.",
        discussion: """
            Looks at the way in, the host's key, the working folder, the clock, Slurm, and what the profile asks for; then a \
            job of a minute tries the trainer on a node. Ends with code 1 when something will fail.
            """
    )

    @Argument(help: ArgumentHelp("The cluster's name in clusters.yaml.", valueName: "name"))
    var name: String
    @Flag(name: .long, help: "Run no job on a node.")
    var quick = false
    @Option(name: .long, help: ArgumentHelp("How long to wait for a node.", valueName: "seconds"))
    var wait = 120
    @OptionGroup var clusters: ClusterOptions
    @Option(name: .shortAndLong, help: ArgumentHelp("How to print what was found.", valueName: "format"))
    var format: OutputFormat = .table
    @OptionGroup var options: LabOptions

    func validate() throws {
        if !(1...86_400).contains(wait) { throw ValidationError("--wait must be from 1 to 86400") }
    }

    func run() async throws {
        let reading = try clusters.all(options)
        let cluster = try clusters.cluster(named: name, in: reading, options)
        let text = FindingText(sources: reading.sources, traits: options.traits)
        let isShownAtOnce = format == .table
        let isQuiet = options.quiet
        let show: @Sendable (ClusterFinding) -> Void = { finding in
            guard isShownAtOnce, !isQuiet || finding.level == .problem else { return }
            print(text.of(finding))
            fflush(nil)
        }
        guard var check = ClusterCheck(cluster, report: show) else {
            let words = "this machine: nothing needs to be reached"
            return print(
                format == .table ? "✓ \(words)" : FindingRows([ClusterFinding("login", words)]).text(format),
                terminator: format == .table ? "\n" : ""
            )
        }
        // Without a trainer there is still a cluster to look at.
        let trainer = try? EmbeddedTrainer.found().program
        await check.run(trainer: trainer, wait: quick ? nil : .seconds(wait))
        if isShownAtOnce, !isQuiet {
            print(text.summary(of: check.findings, cluster: name))
        } else if !isShownAtOnce {
            print(FindingRows(check.findings).text(format), terminator: "")
        }
        if check.hasProblems { throw CommandFailure(code: 1) }
    }
}
