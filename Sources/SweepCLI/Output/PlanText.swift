import Foundation
import Orchestrator
import RunLog
import Sweep
import Terminal

/// What a sweep will do, for people and for programs.
struct PlanText {
    let spec: SweepSpec
    let plan: Plan
    let path: String
    let preflight: [Preflight.Answer]

    /// The plan in that form, ended by a newline.
    func text(_ format: OutputFormat, _ traits: OutputTraits) -> String {
        switch format {
        case .table: table(traits)
        case .json: JSONValue.object(members).indentedText + "\n"
        case .csv: csv
        }
    }

    // MARK: - For people

    private func table(_ traits: OutputTraits) -> String {
        let summary = plan.summary
        var lines = [title(traits)]
        if let about = spec.summary { lines.append(about) }
        var table = Table([.init("what"), .init("how many", .trailing), .init("details", mayShrink: true)])
        for axis in spec.axes {
            table.add(["axis", "\(AxisSize(axis).count.map(String.init) ?? "–")", .init(axis.name)])
        }
        if !spec.seeds.isEmpty {
            table.add(["seeds", "\(spec.seeds.count)", .init(spec.seeds.map(String.init).joined(separator: ", "))])
        }
        table.add(["rows", "\(summary.survey.rows)", "before any rule"])
        for rule in summary.survey.rules {
            let place = "\(rule.name), \(rule.location.file):\(rule.location.line)"
            table.add(["removed", "\(rule.removed)", .init(place)])
        }
        table.add([.init("trials", .bold), .init("\(summary.survey.trials)", .bold), .init(trialNote)])
        for stage in summary.stages {
            table.add(["jobs", "\(stage.jobs)", .init(stageNote(stage))])
        }
        if let hours = summary.gpuHours, hours > 0 {
            table.add(["GPU-hours", .init(NumberText.measured(hours)), .init(budgetNote)])
        }
        for answer in preflight {
            table.add(["preflight", "\(answer.jobs)", .init("\(answer.stage): \(answer.text)")])
        }
        lines.append(table.text(traits) + (following.map { $0 + "\n" } ?? ""))
        return lines.joined(separator: "\n")
    }

    private func title(_ traits: OutputTraits) -> String {
        let open = plan.summary.jobs - plan.summary.done
        let text = "\(spec.name): \(open) of \(plan.summary.jobs) jobs to run (\(path))"
        return traits.isStyled ? Style.bold.applied(to: text) : text
    }

    /// How a search that learns goes on after the trials that the plan lists.
    private var following: String? {
        guard spec.search.method == .tpe, let trials = spec.search.trials else { return nil }
        let first = plan.summary.survey.points
        return "tpe: \(trials) trials, first \(first) at once; each of the others is chosen when a slot is free"
    }

    private var trialNote: String {
        let duplicates = plan.summary.duplicates
        return duplicates == 0 ? "" : "\(duplicates) share the runs of an earlier trial"
    }

    private func stageNote(_ stage: PlanSummary.StageCount) -> String {
        var parts = [stage.name]
        if stage.jobs < plan.summary.survey.trials { parts.append("shared by \(plan.summary.survey.trials) trials") }
        if stage.done > 0 { parts.append("\(stage.done) done") }
        return parts.joined(separator: ", ")
    }

    private var budgetNote: String {
        spec.budget.gpuHours.map { "of a budget of \(NumberText.measured($0))" } ?? ""
    }

    // MARK: - For programs

    private var members: [JSONValue.Member] {
        let summary = plan.summary
        return [
            .init("sweep", .string(spec.name)), .init("rows", .int(Int64(summary.survey.rows))),
            .init("trials", .int(Int64(summary.survey.trials))), .init("jobs", .int(Int64(summary.jobs))),
            .init("done", .int(Int64(summary.done))),
            .init("gpu_hours", summary.gpuHours.map(JSONValue.double) ?? .null),
            .init("removed", .array(summary.survey.rules.map(removal))),
            .init("stages", .array(summary.stages.map(stage))),
            .init("preflight", .array(preflight.map(answer))),
            .init("search", .string(spec.search.method.rawValue)),
            .init("search_trials", spec.search.trials.map { .int(Int64($0)) } ?? .null),
        ]
    }

    private func removal(_ rule: RuleCount) -> JSONValue {
        .object([
            .init("rule", .string(rule.name)), .init("at", .string("\(rule.location)")),
            .init("rows", .int(Int64(rule.removed))),
        ])
    }

    private func answer(_ answer: Preflight.Answer) -> JSONValue {
        .object([
            .init("stage", .string(answer.stage)), .init("jobs", .int(Int64(answer.jobs))),
            .init("note", .string(answer.text)),
        ])
    }

    private func stage(_ stage: PlanSummary.StageCount) -> JSONValue {
        .object([
            .init("name", .string(stage.name)), .init("jobs", .int(Int64(stage.jobs))),
            .init("done", .int(Int64(stage.done))),
        ])
    }

    private var csv: String {
        let summary = plan.summary
        let values =
            [spec.name] + [summary.survey.rows, summary.survey.trials, summary.jobs, summary.done].map(String.init)
        return "sweep,rows,trials,jobs,done\n" + CSV.line(values)
    }
}
