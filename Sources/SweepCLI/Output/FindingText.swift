import Orchestrator
import RunLog
import Sweep
import Terminal

/// What was found on a cluster, for a person: a line each, and below it the profile's line and what to do.
struct FindingText: Sendable {
    let sources: SourceMap
    let traits: OutputTraits

    /// One finding.
    func of(_ finding: ClusterFinding) -> String {
        let (mark, style): (String, Style) =
            switch finding.level {
            case .good: ("✓", .green)
            case .note: ("!", .yellow)
            case .problem: ("✗", .red)
            }
        let subject = finding.subject + String(repeating: " ", count: max(0, 11 - finding.subject.count))
        var lines = ["\(traits.isStyled ? style.applied(to: mark) : mark) \(subject) \(finding.text)"]
        if finding.level != .good {
            let meant = finding.suggestion.map { "Did you mean '\($0)'?" }
            lines += place(finding).map { "              \($0)" }
            lines += [meant, finding.advice].compactMap(\.self).map { "              → \($0)" }
        }
        return lines.joined(separator: "\n")
    }

    /// How many problems there were, in a sentence.
    func summary(of findings: [ClusterFinding], cluster: String) -> String {
        let problems = findings.count { $0.level == .problem }
        let notes = findings.count { $0.level == .note }
        let also = notes == 0 ? "" : notes == 1 ? "; 1 thing to know" : "; \(notes) things to know"
        switch problems {
        case 0: return "\n\(cluster) works\(also)"
        case 1: return "\n\(cluster): 1 problem\(also)"
        default: return "\n\(cluster): \(problems) problems\(also)"
        }
    }

    private func place(_ finding: ClusterFinding) -> [String] {
        guard let location = finding.location else { return [] }
        let line = sources.line(at: location).map { $0.drop { $0 == " " } }
        return ["\(location)" + (line.map { ": \($0)" } ?? "")]
    }
}

/// What was found on a cluster, for programs.
struct FindingRows {
    private static let names = ["subject", "level", "text", "suggestion", "advice", "place"]
    private let findings: [ClusterFinding]

    init(_ findings: [ClusterFinding]) {
        self.findings = findings
    }

    /// The rows as JSON or CSV, ended by a newline.
    func text(_ format: OutputFormat) -> String {
        switch format {
        case .json, .table: JSONValue.array(findings.map(json)).indentedText + "\n"
        case .csv: CSV.line(Self.names) + findings.map { CSV.line(fields($0).map { $0 ?? "" }) }.joined()
        }
    }

    private func fields(_ finding: ClusterFinding) -> [String?] {
        [
            finding.subject, finding.level.rawValue, finding.text, finding.suggestion, finding.advice,
            finding.location?.description,
        ]
    }

    private func json(_ finding: ClusterFinding) -> JSONValue {
        .object(zip(Self.names, fields(finding)).map { JSONValue.Member($0, $1.map { .string($0) } ?? .null) })
    }
}
