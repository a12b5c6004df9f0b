import RunLog

/// One run: its state and what was seen, its curves, its configuration, and the end of its log.
package struct RunPage: Sendable {
    let run: Run
    let digest: SweepDigest
    let figures: [ChartFigure]
    let seconds: Double?
    let logTail: String?
    let records: RunRecords

    package var page: PageFrame.Page {
        let path = SitePath.run(run.id)
        let name = RunName.short(run)
        return PageFrame.Page(
            path: path,
            kind: .run,
            title: "\(name) of \(UserText.shortened(digest.name, to: 60))",
            trail: [(digest.name, .sweep(digest.name)), (name, path)],
            revision: run.state.isFinal ? nil : .revision(ofSweep: digest.name),
            content: [head(path), once, HTML(.div, [.id("controls")])] + charts + [results, slurm, configuration]
                + RecordPanels(records: records, run: run).all + [log]
        )
    }

    /// What changes while it runs.
    func live(source: String) -> LiveData {
        let path = SitePath.run(run.id)
        return LiveData(
            parts: [("head", head(path)), ("once", once), ("results", results), ("log", log)]
                .filter { !$0.1.json.isEmpty },
            metrics: figures.map(\.metric),
            run: (source, run.state.rawValue)
        )
    }

    private func head(_ path: SitePath) -> HTML {
        let stroke = digest.stroke(of: run)
        return HTML(
            .section,
            [
                .class("head \(stroke.classes)"), .id("head"), HTMLAttribute("data-run", String(run.id)),
                HTMLAttribute("data-state", run.state.rawValue), HTMLAttribute("data-name", RunName.short(run)),
            ],
            HTML(
                .h1,
                [],
                HTML(.svg, [.class("key"), .hidden], HTML(.path, [HTMLAttribute("d", "M1 5h22")])),
                UserText.isolated(RunName.short(run), limit: 120),
                " ",
                StateMark.chip(run.state)
            ),
            HTML(.p, [.class("lead")], UserText.isolated(run.evidence, limit: 1000)),
            HTML(.dl, [.class("details")], each: details),
            neighbours(path)
        )
    }

    private var details: [HTML] {
        var rows: [(String, HTML)] = [
            ("Key", HTML(.code, [], UserText.isolated(run.key, limit: 200))),
            ("Attempt", "\(run.attempt)\(digest.superseded.contains(run.id) ? " (a later one replaced it)" : "")"),
        ]
        if let host = run.host { rows.append(("Host", UserText.isolated(host, limit: 200))) }
        rows.append(("Created", TimeText.element(run.createdAt)))
        if run.startedAt != nil { rows.append(("Started", TimeText.element(run.startedAt))) }
        if run.finishedAt != nil { rows.append(("Ended", TimeText.element(run.finishedAt))) }
        if let seconds { rows.append((run.state.isFinal ? "Duration" : "So far", .text(TimeText.duration(seconds)))) }
        if let cluster = records.cluster { rows.append(("Cluster", UserText.isolated(cluster, limit: 60))) }
        if let gpus = records.gpus, run.slurm?.gpus == nil { rows.append(("GPUs", "\(gpus)")) }
        if !run.tags.isEmpty { rows.append(("Tags", UserText.isolated(run.tags.joined(separator: ", "), limit: 300))) }
        if !run.notes.isEmpty {
            rows.append(("Notes", UserText.isolated(run.notes.joined(separator: "\n"), limit: 2000)))
        }
        if records.badLines > 0 { rows.append(("Refused lines", "\(records.badLines); `tracker check` says where")) }
        rows.append(("Folder", HTML(.code, [], UserText.isolated(run.directory, limit: 400))))
        return rows.map { HTML(.div, [], HTML(.dt, [], .text($0.0)), HTML(.dd, [], $0.1)) }
    }

    private func neighbours(_ path: SitePath) -> HTML {
        guard let place = digest.runs.firstIndex(where: { $0.id == run.id }) else { return .nothing }
        let link = { (label: String, index: Int, relation: String) -> HTML in
            guard digest.runs.indices.contains(index) else { return .nothing }
            let other = digest.runs[index]
            return HTML(
                .a,
                [.href(.run(other.id), from: path), HTMLAttribute("rel", relation)],
                .text("\(label): "),
                UserText.isolated(RunName.short(other), limit: 60)
            )
        }
        return HTML(
            .nav,
            [.class("neighbours"), .ariaLabel("Other runs")],
            link("Previous", place - 1, "prev"),
            link("Next", place + 1, "next"),
            bestLink(path)
        )
    }

    /// The way to what this run is up against.
    private func bestLink(_ path: SitePath) -> HTML {
        guard let best = digest.best?.run, best.id != run.id else { return .nothing }
        return HTML(.a, [.compare([run.id, best.id], from: path)], "Compare with the best")
    }

    private var charts: [HTML] {
        run.summaries.isEmpty
            ? [HTML(.div, [.class("empty")], HTML(.p, [], "This run has logged no metric yet."))]
            : ChartFigure.sections(
                figures,
                of: summaries { $0 > 1 }.count,
                elsewhere: "tracker export --points --where \"id = \(run.id)\""
            )
    }

    private func summaries(_ isWanted: (Int) -> Bool) -> [(key: String, value: MetricSummary)] {
        run.summaries.filter { isWanted($0.value.count) }
    }

    /// Always there, so that an open page has a place for what comes at the end of a run.
    private var once: HTML {
        let values = summaries { $0 <= 1 }
        return HTML(
            .section,
            [.class("panel"), .id("once")] + (values.isEmpty ? [HTMLAttribute("hidden", "")] : []),
            HTML(.h2, [], "Measured once ", HTML(.span, [.class("count")], "\(values.count)")),
            SummaryTable.once(values),
            Self.rest(values.count, of: SummaryTable.mostRows, run)
        )
    }

    private var results: HTML {
        let curves = summaries { $0 > 1 }
        guard !curves.isEmpty else { return .nothing }
        return HTML(
            .section,
            [.class("panel"), .id("results")],
            HTML(.h2, [], "Metrics"),
            SummaryTable.html(curves),
            Self.rest(curves.count, of: SummaryTable.mostRows, run)
        )
    }

    private var slurm: HTML {
        let lines = run.slurmLines
        guard !lines.isEmpty else { return .nothing }
        let rows = lines.map { line in
            HTML(.div, [], HTML(.dt, [], .text(line.name)), HTML(.dd, [], UserText.isolated(line.value, limit: 400)))
        }
        return HTML(
            .section,
            [.class("panel slurm")],
            HTML(.h2, [], "On the cluster"),
            HTML(.dl, [.class("details")], each: rows)
        )
    }

    private var configuration: HTML {
        let varying = Set(digest.varying)
        let rows = run.parameters.sorted { $0.key < $1.key }
            .map { ParameterTable.Row(name: $0.key, value: $0.value, varies: varying.contains($0.key)) }
        let table = rows.isEmpty ? HTML(.p, [.class("quiet")], "Nothing but defaults.") : ParameterTable.html(rows)
        let rest = Self.rest(rows.count, of: ParameterTable.mostRows, run)
        return HTML(.section, [.class("panel")], HTML(.h2, [], "Configuration"), table, rest)
    }

    private static func rest(_ count: Int, of most: Int, _ run: Run) -> HTML {
        guard count > most else { return .nothing }
        let command = HTML(.code, [], "tracker show \(run.id)")
        return HTML(.p, [.class("quiet")], "The first \(most) of \(count); all of them: ", command)
    }

    private var log: HTML {
        guard let logTail, !logTail.isEmpty else { return .nothing }
        return HTML(
            .section,
            [.class("panel"), .id("log")],
            HTML(.h2, [], "End of the log"),
            HTML(
                .pre,
                [.class("log"), HTMLAttribute("tabindex", "0"), .role("region"), .ariaLabel("End of the log")],
                .text(LogText.cleaned(logTail))
            )
        )
    }
}
