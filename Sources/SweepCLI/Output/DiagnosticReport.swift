import Foundation
import Sweep

/// What is wrong with a spec, as standard error shows it.
struct DiagnosticReport {
    let sources: SourceMap
    let isQuiet: Bool

    /// The failure that shows everything and ends the command with code 65.
    func failure(_ diagnostics: [Diagnostic]) -> CommandFailure {
        let shown = diagnostics.filter { $0.severity == .error || !isQuiet }
        let errors = diagnostics.count { $0.severity == .error }
        let end = errors == 1 ? "1 error; nothing was started" : "\(errors) errors; nothing was started"
        return CommandFailure(code: 65, text: (shown.map(text) + (isQuiet ? [] : [end])).joined(separator: "\n"))
    }

    /// Shows warnings, unless asked to be quiet.
    func warn(_ diagnostics: [Diagnostic]) {
        guard !isQuiet else { return }
        for diagnostic in diagnostics {
            FileHandle.standardError.write(Data((text(diagnostic) + "\n").utf8))
        }
    }

    private func text(_ diagnostic: Diagnostic) -> String {
        isQuiet ? diagnostic.description : diagnostic.rendered(with: sources)
    }
}
