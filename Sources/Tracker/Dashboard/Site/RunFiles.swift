import RunLog

/// What belongs to one run: its page, its points, and what changes while it runs.
struct RunFiles: Sendable {
    let sweep: SweepDigest
    let series: SeriesIndex
    let logTails: [Run.ID: String]
    let records: [Run.ID: RunRecords]
    let frame: PageFrame

    /// The charts that are drawn into the page itself as well: the first ones, and the objective's.
    static let overviews = 2

    struct Made: Sendable {
        let run: Run.ID
        let loaded: [Site.File]
        let page: Site.File
        let seconds: Double?
    }

    func made(of run: Run) -> Made {
        let curves = series.curves(of: run)
        let seconds = RunSpan.seconds(of: run, curves: Array(curves.values))
        let records = records[run.id] ?? RunRecords()
        // One point is no curve: the page has a table of those.
        let charts = MetricOrder.sorted(curves.filter { $0.value.values.count > 1 }.keys).prefix(ChartFigure.mostOnPage)
            .compactMap { metric in
                curves[metric].map { ChartData(metric: metric, curves: [ChartData.Curve(run: run, points: $0)]) }
            }
        // One script with all metrics of a run: half as many files as one each would be.
        let about = RunAbout(run: run, records: records, seconds: seconds, charted: charts).script
        let script = about + charts.map { $0.script(limit: ChartData.pointsPerRun(of: 1)) }.joined()
        let data = Site.File(.data(run: run.id), Array(script.utf8))
        let source = data.reference(from: .run(run.id))
        let page = RunPage(
            run: run,
            digest: sweep,
            figures: figures(charts, source),
            seconds: seconds,
            logTail: logTails[run.id],
            records: records
        )
        let live =
            run.state.isFinal
            ? [] : [Site.File(.live(of: .run(run.id)), Array(page.live(source: source).script.utf8))]
        return Made(
            run: run.id,
            loaded: [data] + live,
            page: Site.File(.run(run.id), frame.document(page.page)),
            seconds: seconds
        )
    }

    private func figures(_ charts: [ChartData], _ source: String) -> [ChartFigure] {
        charts.enumerated()
            .map { index, chart in
                ChartFigure(
                    metric: chart.metric,
                    curves: chart.curves,
                    strokes: sweep.strokes,
                    source: source,
                    hasOverview: index < Self.overviews || chart.metric == sweep.objective?.metric
                )
            }
    }
}
