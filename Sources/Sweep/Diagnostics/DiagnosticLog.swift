import Expressions

/// Collects what is found while one spec is read, so that all of it can be shown at once.
///
/// A class, because every part of the reading adds to the one list; it never leaves the call that made it.
final class DiagnosticLog {
    private(set) var diagnostics: [Diagnostic] = []
    private var seen: Set<Diagnostic> = []

    /// How many are kept.
    ///
    /// What follows would only repeat the same mistake in other rows.
    private let limit = 200

    /// Whether nothing more is kept, so that looking for suggestions would be in vain.
    var isFull: Bool { diagnostics.count >= limit }

    var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    func add(_ diagnostic: Diagnostic) {
        guard diagnostics.count < limit, seen.insert(diagnostic).inserted else { return }
        diagnostics.append(diagnostic)
    }

    func error(_ message: String, at node: YAMLNode, suggestion: String? = nil, advice: String? = nil) {
        add(
            Diagnostic(
                .error,
                at: node.location,
                length: node.length,
                message,
                suggestion: suggestion,
                advice: advice
            )
        )
    }

    func error(_ message: String, at location: SourceLocation?, suggestion: String? = nil, advice: String? = nil) {
        add(Diagnostic(.error, at: location, message, suggestion: suggestion, advice: advice))
    }

    func error(_ message: String, at key: YAMLKey, suggestion: String? = nil, advice: String? = nil) {
        add(
            Diagnostic(.error, at: key.location, length: key.length, message, suggestion: suggestion, advice: advice)
        )
    }

    func warning(_ message: String, at location: SourceLocation?, suggestion: String? = nil, advice: String? = nil) {
        add(Diagnostic(.warning, at: location, message, suggestion: suggestion, advice: advice))
    }

    /// An expression's error, at its place inside the scalar that holds the expression.
    func error(_ error: ExpressionError, in text: SourceText) {
        let location = text.isLiteral ? text.location.advanced(by: error.range.lowerBound) : text.location
        let message = "in '\(text.text)': \(error.message)"
        add(
            Diagnostic(
                .error,
                at: location,
                length: text.isLiteral ? error.range.count : 1,
                text.text.count > 60 ? error.message : message,
                suggestion: error.suggestion
            )
        )
    }
}
