import Foundation
import RunLog

/// What is known of a run beside its figures: how its state came about, where it ran, and what it left.
struct RecordPanels {
    let records: RunRecords
    let run: Run

    private static let longest = 2000

    var all: [HTML] { [artifacts, history] + capture }

    /// Each change of state with what was seen, where and when.
    private var history: HTML {
        guard !records.events.isEmpty else { return .nothing }
        let rows = records.events.map { event in
            HTML(
                .li,
                [],
                StateMark.chip(event.state),
                HTML(.span, [.class("quiet")], TimeText.element(event.at)),
                HTML(
                    .span,
                    [],
                    UserText.isolated(event.evidence, limit: 600),
                    HTML(.span, [.class("quiet")], " – \(event.source.rawValue)")
                )
            )
        }
        return Self.panel("State, and what was seen", HTML(.ul, [.class("problems events")], each: rows))
    }

    private var artifacts: HTML {
        guard !records.artifacts.isEmpty else { return .nothing }
        let head = ["Artifact", "Bytes", "SHA-256", "Written"].enumerated()
            .map {
                HTML(.th, [HTMLAttribute("scope", "col")] + ($0.offset == 1 ? [.class("n")] : []), .text($0.element))
            }
        let rows = records.artifacts.prefix(500)
            .map { artifact in
                HTML(
                    .tr,
                    [],
                    HTML(.th, [HTMLAttribute("scope", "row")], UserText.isolated(artifact.name, limit: 200)),
                    HTML(.td, [.class("n")], .text(NumberText.grouped(artifact.bytes))),
                    HTML(
                        .td,
                        [.title(UserText.shortened(artifact.sha256, to: 64))],
                        HTML(.code, [], .text(UserText.shortened(artifact.sha256, to: 12)))
                    ),
                    HTML(.td, [], TimeText.element(Date(timeIntervalSince1970: artifact.time)))
                )
            }
        let table = HTML(.table, [], HTML(.thead, [], HTML(.tr, [], each: head)), HTML(.tbody, [], each: rows))
        return Self.panel(
            "Artifacts",
            HTML(
                .div,
                [.class("scroll"), HTMLAttribute("tabindex", "0"), .role("region"), .ariaLabel("Artifacts")],
                table
            )
        )
    }

    /// A fold for each part of what the run noted when it started; the short ones open.
    private var capture: [HTML] {
        let groups = Dictionary(grouping: records.start.enumerated(), by: { Self.title(of: $0.element) })
            .sorted { ($0.value.first?.offset ?? 0) < ($1.value.first?.offset ?? 0) }
        guard !groups.isEmpty else { return [] }
        let folds = groups.map { title, members in
            let leaves = members.flatMap { member in Self.leaves(member.element) }
            let isLong = leaves.count > 12 || leaves.contains { $0.text.utf8.count > 400 }
            return HTML(
                .details,
                isLong ? [] : [HTMLAttribute("open", "")],
                HTML(
                    .summary,
                    [],
                    HTML(.h3, [], UserText.isolated(title, limit: 60)),
                    HTML(.span, [.class("count")], "\(leaves.count)")
                ),
                HTML(.dl, [.class("details capture")], each: leaves.prefix(400).map(Self.fact))
            )
        }
        return [HTML(.section, [.class("panel"), .id("capture")], HTML(.h2, [], "Where and with what"), .group(folds))]
    }

    private static func title(of member: JSONValue.Member) -> String {
        switch member.value {
        case .object: member.key == "slurm" ? "Slurm" : member.key == "git" ? "Git" : member.key.capitalized
        default: "Start"
        }
    }

    private static func leaves(_ member: JSONValue.Member) -> [(name: String, text: String)] {
        guard case .object = member.value else { return [(member.key, UserText.value(member.value))] }
        return member.value.leaves.map { ($0.key, UserText.value($0.value)) }
    }

    private static func fact(_ leaf: (name: String, text: String)) -> HTML {
        // A difference or a script keeps its lines.
        let text = UserText.shortened(leaf.text, to: longest)
        let value =
            text.contains("\n")
            ? HTML(
                .pre,
                [
                    .class("log"), HTMLAttribute("tabindex", "0"), .role("region"),
                    .ariaLabel(UserText.shortened(leaf.name)),
                ],
                .text(LogText.cleaned(text))
            )
            : UserText.isolated(text, limit: longest)
        return HTML(
            .div,
            text.contains("\n") ? [.class("across")] : [],
            HTML(.dt, [], UserText.isolated(leaf.name, limit: 120)),
            HTML(.dd, [], value)
        )
    }

    private static func panel(_ title: String, _ content: HTML) -> HTML {
        HTML(.section, [.class("panel")], HTML(.h2, [], .text(title)), content)
    }
}
