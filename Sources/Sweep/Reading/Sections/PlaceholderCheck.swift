import Expressions

/// Checks the braces in a command: they name what a submission fills in, such as `{config}`.
struct PlaceholderCheck {
    let log: DiagnosticLog

    func check(_ node: YAMLNode) {
        guard let source = node.sourceText, Template.isNeeded(for: source.text) else { return }
        let known = TrainerReader.placeholders
        do throws(ExpressionError) {
            _ = try Template(source.text, known: known) { known.contains($0) ? .slot(0, types: .string) : nil }
        } catch {
            log.error(error, in: source)
        }
    }
}
