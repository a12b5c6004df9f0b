import ArgumentParser
import RunLog
import Terminal
import Tracker

/// `tracker check`.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check that the store is sound and fits the run directories.",
        discussion: """
            Reads every point and compares it with the summaries, every artifact with its hash, and looks again at runs that \
            ended long ago: what they got since is taken in. Exits with 1 when the store is damaged; warnings alone exit with 0.
            """
    )

    @Flag(name: .long, help: "Leave out what reads every point and every artifact.")
    var fast = false

    @OptionGroup var output: OutputOptions
    @OptionGroup var options: LabOptions

    func run() throws {
        guard let store = try options.openStore(thoroughly: !fast) else {
            if output.format == .json { print("[]") }
            return
        }
        let findings = try store.check(quick: fast)
        if output.format == .table {
            printLines(findings, store.lab)
        } else {
            let rows = findings.map { [JSONValue.string($0.severity.rawValue), .string($0.text)] }
            print(Rows(["severity", "text"], rows).text(output.format, options.traits), terminator: "")
        }
        if findings.contains(where: { $0.severity == .damage }) { throw ExitCode(1) }
    }

    private func printLines(_ findings: [CheckFinding], _ lab: Lab) {
        for finding in findings {
            let style: Style = finding.severity == .damage ? .red : .yellow
            let word =
                options.traits.isStyled ? style.applied(to: finding.severity.rawValue) : finding.severity.rawValue
            print("\(word): \(finding.text)")
        }
        let isSound = !findings.contains { $0.severity == .damage }
        if isSound, !options.quiet { print("\(lab.database) is sound") }
    }
}
