import Expressions
import RunLog
import Sweep
import Terminal

/// What changes between two specs, for people and for programs.
struct DiffText {
    let diff: SpecDiff

    /// The difference in that form, ended by a newline.
    func text(_ format: OutputFormat, _ traits: OutputTraits) -> String {
        switch format {
        case .table: lines(traits).joined(separator: "\n") + "\n"
        case .csv: "change,trial,key\n" + rows.map { CSV.line([$0.change, "\($0.number)", $0.key]) }.joined()
        case .json: JSONValue.object(members).indentedText + "\n"
        }
    }

    private var rows: [(change: String, number: Int, key: String)] {
        [("added", diff.added), ("kept", diff.kept), ("dropped", diff.dropped)]
            .flatMap { change, trials in
                trials.map { (change, $0.trial.number, $0.key.short) }
            }
    }

    private func lines(_ traits: OutputTraits) -> [String] {
        if diff.isEmpty { return ["the same \(diff.kept.count) trials"] }
        var lines = ["\(diff.added.count) trials added, \(diff.kept.count) kept, \(diff.dropped.count) dropped"]
        for change in diff.changes {
            lines.append("  \(change.path): \(values(change.old)) → \(values(change.new))")
        }
        lines += diff.added.map { styled("+ " + title($0), .green, traits) }
        lines += diff.dropped.map { styled("- " + title($0), .red, traits) }
        return lines
    }

    private func values(_ values: [Value]) -> String {
        let shown = values.prefix(8).map { $0 == .null ? "default" : $0.description }.joined(separator: ", ")
        return values.count > 8 ? shown + ", …" : shown
    }

    private func title(_ planned: Plan.PlannedTrial) -> String {
        let assignments = planned.trial.assignments.map { "\($0.path)=\($0.value)" }
        return "\(planned.key.short)  " + assignments.joined(separator: " ")
    }

    private func styled(_ text: String, _ style: Style, _ traits: OutputTraits) -> String {
        traits.isStyled ? style.applied(to: text) : text
    }

    private var members: [JSONValue.Member] {
        func keys(_ trials: [Plan.PlannedTrial]) -> JSONValue { .array(trials.map { .string($0.key.short) }) }
        return [
            .init("added", keys(diff.added)), .init("kept", keys(diff.kept)), .init("dropped", keys(diff.dropped)),
            .init("changes", .array(diff.changes.map { .string($0.path) })),
        ]
    }
}
