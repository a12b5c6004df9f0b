import RunLog
import Terminal
import Tracker

/// What differs between runs, printed.
struct DifferenceText {
    private let difference: RunDifference
    private let showsCode: Bool

    init(_ difference: RunDifference, showsCode: Bool) {
        self.difference = difference
        self.showsCode = showsCode
    }

    /// The differences as text, ended by a newline.
    func text(_ format: OutputFormat, _ traits: OutputTraits) -> String {
        switch format {
        case .json: json.indentedText + "\n"
        case .csv:
            Rows(
                ["section", "name"] + difference.runs.map { String($0.id) },
                difference.lines.map { line in
                    [.string(line.section.rawValue), .string(line.name)] + line.values.map { $0 ?? .null }
                }
            )
            .text(.csv, traits)
        case .table: table(traits) + patches
        }
    }

    /// `runs` (ids), and for each section an object: name to the list of what each run has.
    private var json: JSONValue {
        let sections = RunDifference.Section.allCases.map { section in
            let members = difference.lines.filter { $0.section == section }
                .map { JSONValue.Member($0.name, .array($0.values.map { $0 ?? .null })) }
            return JSONValue.Member(section.rawValue, .object(members))
        }
        return .object([.init("runs", .array(difference.runs.map { .int($0.id) }))] + sections)
    }

    private func table(_ traits: OutputTraits) -> String {
        let lines = difference.lines
        if lines.isEmpty { return "Nothing that is known of these runs differs.\n" }
        var table = Table(
            [Table.Column("")]
                + difference.runs.map { Table.Column("\($0.id) \(RunText.shortKey($0.key))", mayShrink: true) }
        )
        for section in RunDifference.Section.allCases {
            let own = lines.filter { $0.section == section }
            guard !own.isEmpty else { continue }
            table.add([Table.Cell(section.rawValue, .bold)])
            for line in own { table.add([Table.Cell("  \(line.name)")] + line.values.map { cell(line, $0) }) }
        }
        return table.text(traits)
    }

    private func cell(_ line: RunDifference.Line, _ value: JSONValue?) -> Table.Cell {
        guard let value, value != .null else { return Table.Cell("-", .dim) }
        if isPatch(line), let patch = value.stringValue { return Table.Cell(Self.size(of: patch)) }
        if line.section == .result {
            return Table.Cell(line.name == "duration" ? RunText.duration(value) : RunText.measured(value))
        }
        return Table.Cell(RunText.exact(value))
    }

    /// The uncommitted changes of each run, where they differ and are asked for.
    private var patches: String {
        guard showsCode, let line = difference.lines.first(where: isPatch) else { return "" }
        return zip(difference.runs, line.values)
            .map { run, value in
                let patch = value?.stringValue ?? ""
                let body = patch.isEmpty ? "nothing uncommitted\n" : patch + (patch.hasSuffix("\n") ? "" : "\n")
                return "\nRun \(run.id), uncommitted changes:\n\(body)"
            }
            .joined()
    }

    private func isPatch(_ line: RunDifference.Line) -> Bool { line.section == .code && line.name == "diff" }

    /// Such as `+12 −3 lines in 2 files`.
    private static func size(of patch: String) -> String {
        if patch.isEmpty { return "nothing uncommitted" }
        var (added, removed, files) = (0, 0, 0)
        for line in patch.split(separator: "\n") {
            if line.hasPrefix("diff --git ") {
                files += 1
            } else if line.hasPrefix("+"), !line.hasPrefix("+++") {
                added += 1
            } else if line.hasPrefix("-"), !line.hasPrefix("---") {
                removed += 1
            }
        }
        return "+\(added) −\(removed) lines in \(files) \(files == 1 ? "file" : "files")"
    }
}
