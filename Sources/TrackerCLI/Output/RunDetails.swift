import Foundation
import RunLog
import Terminal
import Tracker

/// All that is known of one run.
struct RunDetails {
    private let run: Run
    private let events: [Event]
    private let artifacts: [ArtifactRecord]
    private let badLines: Int
    private let progress: ProgressRecord?
    private let log: LogTail
    private let capture: RunCapture
    private let lab: Lab
    private let now = Timestamp.now()

    init(of run: Run, in store: Store, logLines: Int) throws {
        let directory = store.lab.runDirectory(run.directory)
        self.run = run
        lab = store.lab
        events = try store.events(of: run.id)
        artifacts = try store.artifacts(of: run.id)
        badLines = try store.badLines(of: run.id).count
        progress = try ProgressRecord.read(from: directory)
        capture = try store.capture(of: run.id)
        log = LogTail(of: directory, lines: logLines)
    }

    /// The run as in a list, with `events`, `artifacts`, `bad_lines`, `log` (its last lines) and `capture` (what it was made from).
    var json: JSONValue {
        guard case .object(let members) = RunJSON.object(run, now: now) else { return .null }
        let events = events.map { event in
            JSONValue.object([
                .init("at", .double(event.at.timeIntervalSince1970)), .init("state", .string(event.state.rawValue)),
                .init("source", .string(event.source.rawValue)), .init("evidence", .string(event.evidence)),
            ])
        }
        let artifacts = artifacts.map { artifact in
            JSONValue.object([
                .init("name", .string(artifact.name)), .init("bytes", .int(artifact.bytes)),
                .init("sha256", .string(artifact.sha256)), .init("time", .double(artifact.time)),
            ])
        }
        return .object(
            members + [
                .init("events", .array(events)), .init("artifacts", .array(artifacts)),
                .init("slurm", run.slurmJSON), .init("bad_lines", .int(Int64(badLines))),
                .init("log", .array(log.lines.map { .string($0) })), .init("capture", .object(capture.sections)),
            ]
        )
    }

    /// The run in sections for a person.
    func text(_ traits: OutputTraits) -> String {
        let sections = [
            head(traits), section("State", eventLines, traits),
            section("Slurm", run.slurmLines.map { "\($0.name): \($0.value)" }, traits),
            section("Notes", run.notes, traits),
            section("Configuration", configuration, traits),
            section("Metrics", metrics(traits), traits), section("Artifacts", artifactLines, traits),
            section("Made from", captureLines, traits),
            section("Log, last lines", log.lines, traits),
        ]
        return sections.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private func head(_ traits: OutputTraits) -> String {
        let state = traits.isStyled ? run.state.style.applied(to: run.state.rawValue) : run.state.rawValue
        var facts = ["run \(run.id)", "key \(RunText.shortKey(run.key))", "attempt \(run.attempt)"]
        if !run.sweep.isEmpty { facts.append("sweep \(run.sweep)") }
        if let trial = run.trial { facts.append("trial \(trial)") }
        if run.stage != "run" { facts.append("stage \(run.stage)") }
        var lines = [facts.joined(separator: " · "), "\(state): \(run.evidence)"]
        if let progress, !run.state.isFinal { lines.append("\(progress.done) of \(progress.total) \(progress.unit)s") }
        if let duration = run.duration(now: now) {
            lines.append("ran \(DurationText.of(duration))" + (run.host.map { " on \($0)" } ?? ""))
        }
        if !run.tags.isEmpty { lines.append("tags " + run.tags.joined(separator: ", ")) }
        if let archivedAt = run.archivedAt {
            lines.append("archived \(Timestamp.text(archivedAt.timeIntervalSince1970)); lists leave it out")
        }
        lines.append(lab.runDirectory(run.directory).path)
        if badLines > 0 {
            let counted = badLines == 1 ? "1 metric line was" : "\(badLines) metric lines were"
            lines.append("\(counted) refused; `tracker check` says where")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private func section(_ title: String, _ lines: [String], _ traits: OutputTraits) -> String {
        guard !lines.isEmpty else { return "" }
        let heading = traits.isStyled ? Style.bold.applied(to: title) : title
        return heading + "\n" + lines.map { "  \($0)\n" }.joined()
    }

    private var eventLines: [String] {
        events.map { event in
            "\(Timestamp.text(event.at.timeIntervalSince1970))  \(event.state.rawValue) (\(event.source.rawValue)): "
                + event.evidence
        }
    }

    private var configuration: [String] {
        let width = run.parameters.keys.map { TextWidth.of($0) }.max() ?? 0
        return run.parameters.sorted { $0.key < $1.key }
            .map { path, value in
                TextWidth.padded(path, to: width, .leading) + "  " + RunText.exact(value)
            }
    }

    private func metrics(_ traits: OutputTraits) -> [String] {
        guard !run.summaries.isEmpty else { return [] }
        var table = Table(
            [Table.Column("name")] + ["last", "at step", "min", "max", "points"].map { Table.Column($0, .trailing) }
        )
        for (name, summary) in run.summaries.sorted(by: { $0.key < $1.key }) {
            let extremes = [summary.min, summary.max].map { $0.map(NumberText.measured) ?? "-" }
            table.add(
                [name, NumberText.measured(summary.last), String(summary.lastStep)].map { Table.Cell($0) }
                    + extremes.map { Table.Cell($0) } + [Table.Cell(NumberText.count(summary.count))]
            )
        }
        let inner = OutputTraits(width: traits.width.map { $0 - 2 }, isStyled: traits.isStyled)
        return table.text(inner).split(separator: "\n").map(String.init)
    }

    private var artifactLines: [String] {
        artifacts.map { "\($0.name)  \(NumberText.bytes($0.bytes))  sha256 \($0.sha256.prefix(12))" }
    }

    /// The sections of the capture that fit a line; the rest is in `--format json`.
    private var captureLines: [String] {
        var lines: [String] = []
        if let code = capture.code { lines.append("code      \(code)") }
        if let command = capture.command { lines.append("command   \(command)") }
        if let machine = capture.machine { lines.append("machine   \(machine)") }
        if let python = capture["python"]?["version"]?.stringValue { lines.append("python    \(python)") }
        if let count = count("packages") { lines.append("packages  \(count)") }
        if let count = count("environment") { lines.append("variables \(count)") }
        if case .array(let problems) = capture["problems"] {
            lines += problems.compactMap(\.stringValue).map { "not known: \($0)" }
        }
        return lines
    }

    private func count(_ section: String) -> String? {
        guard case .object(let members) = capture[section], !members.isEmpty else { return nil }
        return "\(members.count); --format json lists them"
    }
}
