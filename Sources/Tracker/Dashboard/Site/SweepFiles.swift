/// The points of a sweep: for each metric scripts with a hundred runs each, and one with the bands of its groups.
struct SweepFiles {
    private(set) var files: [Site.File] = []
    private(set) var figures: [ChartFigure] = []
    private(set) var parts: [String: RowsData.Parts] = [:]
    let groupings: [Grouping]

    /// A piece of work for one processor: a hundred runs of a metric, or a metric's bands.
    private enum Piece: Sendable {
        case points(metric: Int, part: Int)
        case bands(metric: Int)
    }

    private struct Chart: Sendable {
        let metric: String
        /// By the run's place in the sweep; nil where it has no such curve.
        let curves: [Series?]
    }

    init(sweep: SweepDigest, series: SeriesIndex) {
        let groupings = Grouping.all(of: sweep)
        self.groupings = groupings
        let byRun = sweep.runs.map { series.curves(of: $0) }
        let charts = MetricOrder.sorted(Set(byRun.flatMap(\.keys))).prefix(ChartFigure.mostOnPage)
            .map { metric in Chart(metric: metric, curves: byRun.map { $0[metric] }) }
        let count = (sweep.runs.count + ChartData.runsPerPart - 1) / ChartData.runsPerPart
        let pieces = charts.indices.flatMap { metric in
            (0..<count).map { Piece.points(metric: metric, part: $0) }
                + (groupings.isEmpty ? [] : [.bands(metric: metric)])
        }
        let made = pieces.concurrentMap { piece in
            switch piece {
            case .points(let metric, let part): Self.points(charts[metric], part, of: sweep)
            case .bands(let metric): Self.bands(charts[metric], groupings, of: sweep)
            }
        }
        for (piece, file) in zip(pieces, made) { take(file, piece, charts) }
        for chart in charts { addFigure(chart, sweep) }
    }

    private mutating func take(_ file: Site.File, _ piece: Piece, _ charts: [Chart]) {
        files.append(file)
        switch piece {
        case .points(let metric, _): parts[charts[metric].metric, default: .init()].points.append(file.hash)
        case .bands(let metric): parts[charts[metric].metric, default: .init()].bands = file.hash
        }
    }

    private mutating func addFigure(_ chart: Chart, _ sweep: SweepDigest) {
        let root = SitePath.sweep(sweep.name).root
        let curves = zip(sweep.runs, chart.curves)
            .compactMap { run, points in points.map { ChartData.Curve(run: run, points: $0) } }
        figures.append(
            ChartFigure(
                metric: chart.metric,
                curves: curves,
                strokes: sweep.strokes,
                source: root + SitePath.data(metric: chart.metric, sweep: sweep.name),
                bands: groupings.isEmpty ? nil : root + SitePath.bands(chart.metric, sweep.name),
                hasOverview: figures.count < RunFiles.overviews || chart.metric == sweep.objective?.metric
            )
        )
    }

    private static func points(_ chart: Chart, _ part: Int, of sweep: SweepDigest) -> Site.File {
        let first = part * ChartData.runsPerPart
        let last = min(first + ChartData.runsPerPart, sweep.runs.count)
        let curves = (first..<last)
            .compactMap { index in
                chart.curves[index].map { ChartData.Curve(run: sweep.runs[index], points: $0) }
            }
        let script = ChartData(metric: chart.metric, curves: curves)
            .script(limit: ChartData.pointsPerRun(of: sweep.runs.count))
        return Site.File(.data(metric: chart.metric, sweep: sweep.name, part: part), Array(script.utf8))
    }

    private static func bands(_ chart: Chart, _ groupings: [Grouping], of sweep: SweepDigest) -> Site.File {
        let bands = groupings.map { grouping in
            let groups = grouping.groups.map { group -> Band? in
                let curves = group.runs.compactMap { chart.curves[$0] }
                return curves.isEmpty ? nil : Band(curves)
            }
            return (key: grouping.key, groups: groups)
        }
        let data = BandData(metric: chart.metric, bands: bands)
        return Site.File(.bands(metric: chart.metric, sweep: sweep.name), Array(data.script.utf8))
    }
}
