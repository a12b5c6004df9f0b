import ArgumentParser
import Foundation
import RunLog
import Sweep
import Terminal
import Tracker

/// `tracker report`.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Say which claims of a paper's table the runs reproduce.",
        discussion: """
            The table (docs/ablations.md) names rows, the paper's values and claims. Each claim gets a verdict: REPRODUCED, \
            DIRECTION ONLY, CONTRADICTED, INCONCLUSIVE, NOT RUN or NOT COMPARABLE.

            Exits with 0 when every claim is reproduced, 1 when one is contradicted, 2 otherwise, 65 when the table is wrong.

            Example: tracker report sweeps/expected/projectors.yaml --format md > report.md
            """
    )

    /// How a report is printed.
    enum Format: String, CaseIterable, ExpressibleByArgument {
        case table
        case md
        case latex
        case json
    }

    @Argument(help: ArgumentHelp("The expected table.", valueName: "expected"), completion: .file(extensions: ["yaml"]))
    var expected: String

    @Option(
        name: .long,
        help: ArgumentHelp("The sweep whose runs are meant, if the lab has several.", valueName: "name")
    )
    var sweep: String?

    @Option(name: .shortAndLong, help: ArgumentHelp("How to print.", valueName: "format"))
    var format: Format = .table

    @OptionGroup var options: LabOptions

    func run() throws {
        let file = try ExpectedFile(expected)
        guard let store = try options.openStore() else { throw ExitCode(2) }
        let sweep = try ReportedSweep(store, table: file.table, named: sweep).name
        try keep(file, sweep, store)
        let reproduction = try ReproductionReader(store, table: file.table, sweep: sweep).read()
        print(text(reproduction), terminator: "")
        let code = reproduction.report.exitCode
        if code != 0 { throw ExitCode(code) }
    }

    /// Remembers what was expected and when; a lab that cannot be written is reported on all the same.
    private func keep(_ file: ExpectedFile, _ sweep: String, _ store: Store) throws {
        do {
            try store.keep(expectation: file.text, path: expected, sweep: sweep, at: Date())
        } catch let error as StoreError {
            if !options.quiet { Diagnostic.write("warning: this version of \(expected) is not on record: \(error)") }
        }
    }

    private func text(_ reproduction: Reproduction) -> String {
        let grid = ReproductionGrid(reproduction)
        switch format {
        case .table: return ReproductionText.terminal(grid, options.traits)
        case .md: return ReproductionText.markdown(grid)
        case .latex: return ReproductionText.latex(grid)
        case .json: return reproduction.json.indentedText + "\n"
        }
    }
}
