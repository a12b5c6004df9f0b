import ArgumentParser
import Foundation
import Orchestrator
import RunLog
import Sweep
import Terminal
import Tracker

/// `sweep reproduce`.
struct ReproduceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reproduce",
        abstract: "Run what an expected table needs, and say which of its claims hold.",
        discussion: """
            The spec names its table under 'expect' (docs/ablations.md). Every row gets the table's first number of seeds; \
            rows whose claims are undecided then get more, look by look, up to the table's most or the spec's budget.

            What has finished is not run again: a reproduction that was stopped or killed goes on where it was. Exits with \
            0 when every claim is reproduced, 1 when one is contradicted, 2 otherwise.
            """
    )

    @OptionGroup var spec: SpecOptions
    @Option(name: .long, help: ArgumentHelp("How many trials run at a time; one a core unless given.", valueName: "n"))
    var slots: Int?
    @Option(
        name: .long,
        help: ArgumentHelp("A cluster of clusters.yaml; this machine unless given.", valueName: "name")
    )
    var cluster: String?
    @Flag(name: .long, help: "Say what would run first, and start nothing.")
    var dryRun = false
    @Option(name: .shortAndLong, help: ArgumentHelp("How to print the report.", valueName: "format"))
    var format: ReportFormat = .table
    @OptionGroup var clusters: ClusterOptions
    @OptionGroup var options: LabOptions

    func validate() throws {
        if let slots, slots < 1 { throw ValidationError("--slots must be at least 1") }
        if slots != nil, cluster != nil {
            throw ValidationError("--slots is for this machine; see 'limits' in clusters.yaml")
        }
    }

    func run() async throws {
        let round = try ReproductionRound(spec, isQuiet: options.quiet)
        if dryRun {
            return print(try round.overview(in: options.location))
        }
        let lab = options.location
        try lab.createIfAbsent()
        let connection = try cluster.map { try clusters.cluster(named: $0, options) }.flatMap { ClusterConnection($0) }
        let reproducing = Reproducing(
            round: round,
            store: try Store(lab),
            slots: slots ?? ProcessInfo.processInfo.activeProcessorCount,
            connection: connection,
            isQuiet: options.quiet
        )
        let reproduction: Reproduction
        let wasInterrupted: Bool
        do {
            (reproduction, wasInterrupted) = try await reproducing.run()
        } catch {
            await connection?.close()
            throw error
        }
        await connection?.close()
        print(format.text(reproduction, options.traits), terminator: "")
        if wasInterrupted { throw CommandFailure(code: 130) }
        let code = reproduction.report.exitCode
        if code != 0 { throw CommandFailure(code: code) }
    }
}

/// How a report is printed.
enum ReportFormat: String, CaseIterable, ExpressibleByArgument {
    case table
    case md
    case latex
    case json

    func text(_ reproduction: Reproduction, _ traits: OutputTraits) -> String {
        let grid = ReproductionGrid(reproduction)
        switch self {
        case .table: return ReproductionText.terminal(grid, traits)
        case .md: return ReproductionText.markdown(grid)
        case .latex: return ReproductionText.latex(grid)
        case .json: return reproduction.json.indentedText + "\n"
        }
    }
}
