import Sweep

/// A verdict as a chip: the word, and a colour that says it again.
package enum VerdictMark {
    package static func chip(_ word: String) -> HTML {
        HTML(.span, [.class("chip \(classes(word))")], .text(word))
    }

    /// What colours an element by a verdict.
    static func classes(_ word: String) -> String { "v-\(name(word))" }

    /// How much more an open claim would take.
    static func more(_ verdict: ClaimVerdict) -> HTML {
        guard case .inconclusive(let more?) = verdict.verdict else { return .nothing }
        let unit = verdict.units == .items ? "items" : "seeds"
        return .group([" ", HTML(.small, [.class("quiet")], "needs about \(more) more \(unit)")])
    }

    private static func name(_ word: String) -> String {
        word.lowercased().replacing(" ", with: "-")
    }
}
