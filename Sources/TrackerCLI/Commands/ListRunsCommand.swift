import ArgumentParser
import RunLog
import Terminal
import Tracker

/// `tracker list runs`.
struct ListRunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "List runs: what tells them apart, how they stand, what they came to.",
        discussion: """
            Columns are id, sweep, trial, stage, key, attempt, state, evidence, host, created, started, finished, \
            duration, age, tags, notes, archived, params.PATH, and metrics.NAME.last (or .min, .max, .best, .step, .count, \
            .best_step). A metric's name alone means its last value, NAME@500 the one at step 500, a parameter's path \
            alone the parameter.

            --where takes an expression over the same names and finished, failed and so on as words: docs/commands.md.

            Example: tracker list runs --sweep tokens --sort -eval/mme --limit 5
            Example: tracker list runs --over seed --columns eval/mme --sort -eval/mme
            Example: tracker list runs --where "created > 2026-11-01 and baseline in tags"
            Example: tracker list runs --where "lora.rank >= 8 and eval/mme > 900 and state = finished"
            """
    )

    @OptionGroup var selection: RunSelection
    @OptionGroup var grouping: GroupingOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var options: LabOptions

    func run() throws {
        guard let store = try options.openStore() else {
            if output.format == .json { print("[]") }
            return
        }
        let known = KnownColumns(store)
        if grouping.areGiven { return try printGroups(store, known) }
        let runs = try selection.runs(in: store, known: known, shownAlone: true)
        let columns = try selection.chosenColumns(known)
        print(text(runs, columns, lab: store.lab), terminator: "")
    }

    private func printGroups(_ store: Store, _ known: KnownColumns) throws {
        let runs = try store.runs(try selection.unsorted(in: store, known: known))
        if runs.isEmpty, output.format == .table {
            return print(options.quiet ? "" : nothing(store.lab), terminator: "")
        }
        let now = Timestamp.now()
        let columns = try grouping.columns(runs, known)
        let values = try selection.chosenColumns(known) ?? DefaultColumns.mainMetrics(runs).map { .metric($0, .last) }
        var groups = RunGroup.groups(of: runs, by: columns, now: now)
        groups = RunSort.sorted(groups, of: columns, by: try selection.sorts(known), now: now)
        let rows = GroupRows(
            groups: Array(groups.prefix(selection.limit ?? groups.count)),
            columns: columns,
            values: values.filter { !columns.contains($0) },
            now: now
        )
        let footer = output.format == .table && !options.quiet ? rows.footer : ""
        print(rows.text(output.format, options.traits) + footer, terminator: "")
    }

    private func text(_ runs: [Run], _ columns: [RunColumn]?, lab: Lab) -> String {
        let now = Timestamp.now()
        switch output.format {
        case .json:
            let objects = runs.map { run in
                columns.map { RunJSON.object(run, columns: $0, now: now) } ?? RunJSON.object(run, now: now)
            }
            return JSONValue.array(objects).indentedText + "\n"
        case .csv:
            return RunCSV.text(runs, columns: columns ?? DefaultColumns.file(runs), now: now)
        case .table:
            if runs.isEmpty { return options.quiet ? "" : nothing(lab) }
            let table = RunTable(runs, columns: columns, now: now)
            if options.quiet { return table.text(options.traits) }
            let explanations = columns?.contains(.evidence) == true ? "" : RunTable.explanations(runs, options.traits)
            return table.text(options.traits) + explanations + RunTable.footer(runs) + "\n"
        }
    }

    private func nothing(_ lab: Lab) -> String {
        selection.conditions.areGiven
            ? "No runs fit. Leave out --sweep, --state and --where to see all.\n" : LabOptions.emptyLab(lab) + "\n"
    }
}
