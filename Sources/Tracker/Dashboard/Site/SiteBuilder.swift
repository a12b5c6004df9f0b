import Web

/// Gathers a site's files: what pages load first, so that each page can name it by its content.
struct SiteBuilder {
    private let lab: String
    private var loaded: [Site.File]
    private var pages: [Site.File] = []
    private var versions: AssetVersions
    private var revisions: [Site.File] = []

    /// The charts that are drawn into the page itself as well: the first ones, and the objective's.
    private static let overviews = 2

    init(lab: String) {
        self.lab = lab
        loaded = [
            Site.File(.stylesheet, Array(Asset.dashboardCss.text.utf8)),
            Site.File(.themeScript, Array(Asset.themeJs.text.utf8)),
            Site.File(.script, Array(Asset.script.utf8)),
            Site.File(.icon, Array(Asset.iconSvg.text.utf8)),
        ]
        versions = AssetVersions(loaded)
    }

    private var frame: PageFrame { PageFrame(lab: lab, versions: versions) }

    /// The sweep's page, its runs' pages, and their points.
    mutating func add(_ sweep: SweepDigest, series: SeriesIndex, logTails: [Run.ID: String]) {
        let before = (loaded.count, pages.count)
        var spans: [Run.ID: Double] = [:]
        for run in sweep.runs {
            let curves = series.curves(of: run)
            spans[run.id] = RunSpan.seconds(of: run, curves: Array(curves.values))
            let figures = addPoints(of: run, in: sweep, curves: curves)
            let page = RunPage(
                run: run,
                digest: sweep,
                figures: figures,
                seconds: spans[run.id],
                logTail: logTails[run.id]
            )
            pages.append(Site.File(.run(run.id), frame.document(page.page)))
        }
        let figures = addPoints(of: sweep, series: series)
        let page = SweepPage(digest: sweep, figures: figures, spans: spans)
        pages.append(Site.File(.sweep(sweep.name), frame.document(page.page)))
        let news = loaded[before.0...] + pages[before.1...]
        revisions.append(Self.revision(.revision(ofSweep: sweep.name), of: Array(news)))
    }

    /// The page of an expected table.
    mutating func add(_ reproduction: Reproduction) {
        let known = Set(pages.map(\.location))
        let runs = reproduction.runs.values.flatMap { $0.map(\.id) }.filter { known.contains(.run($0)) }
        let page = AblationPage(reproduction: reproduction, pages: Set(runs)).page
        pages.append(Site.File(page.path, frame.document(page)))
    }

    mutating func addHome(_ sweeps: [SweepDigest], series: SeriesIndex, reproductions: [Reproduction]) {
        var sparklines: [String: Series] = [:]
        for sweep in sweeps {
            guard let best = sweep.best else { continue }
            let curves = series.curves(of: best.run)
            sparklines[sweep.name] = curves["train/loss"] ?? sweep.objective.flatMap { curves[$0.metric] }
        }
        let home = HomePage(lab: lab, sweeps: sweeps, sparklines: sparklines, reproductions: reproductions)
        pages.append(Site.File(.home, frame.document(home.page)))
    }

    /// All files.
    ///
    /// Each location once: where two runs share an id, the first has the page.
    func finished() -> [Site.File] {
        let files = loaded + pages + revisions
        var seen: Set<SitePath> = []
        return (files + [Self.revision(.revision, of: files)]).filter { seen.insert($0.location).inserted }
    }

    /// A script for each metric, with the points of all runs.
    private mutating func addPoints(of sweep: SweepDigest, series: SeriesIndex) -> [ChartFigure] {
        let page = SitePath.sweep(sweep.name)
        let metrics = MetricOrder.sorted(Set(sweep.runs.flatMap { series.curves(of: $0).keys }))
        var figures: [ChartFigure] = []
        for metric in metrics {
            let curves = sweep.runs.compactMap { run in
                series.curves(of: run)[metric].map { ChartData.Curve(run: run, points: $0) }
            }
            let location = SitePath.data(metric: metric, sweep: sweep.name)
            let source = add(
                Site.File(location, Array(ChartData(metric: metric, curves: curves).script.utf8)),
                for: page
            )
            figures.append(
                ChartFigure(
                    metric: metric,
                    curves: curves,
                    strokes: sweep.strokes,
                    source: source,
                    hasOverview: figures.count < Self.overviews || metric == sweep.objective?.metric
                )
            )
        }
        return figures
    }

    /// One script with all metrics of a run: half as many files as one each would be.
    private mutating func addPoints(of run: Run, in sweep: SweepDigest, curves: [String: Series]) -> [ChartFigure] {
        guard !curves.isEmpty else { return [] }
        let charts = MetricOrder.sorted(curves.keys)
            .compactMap { metric in
                curves[metric].map { ChartData(metric: metric, curves: [ChartData.Curve(run: run, points: $0)]) }
            }
        let script = charts.map(\.script).joined()
        let source = add(Site.File(.data(run: run.id), Array(script.utf8)), for: .run(run.id))
        return charts.enumerated()
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

    /// Adds a file that a page loads, and says how that page names it.
    private mutating func add(_ file: Site.File, for page: SitePath) -> String {
        loaded.append(file)
        versions.add(file)
        return "\(file.location.reference(from: page))?v=\(versions.version(of: file.location))"
    }

    private static func revision(_ location: SitePath, of files: [Site.File]) -> Site.File {
        var hash = ContentHash()
        for file in files {
            hash.update(file.path.utf8)
            hash.update(file.bytes)
        }
        return Site.File(location, Array("ParGo.revision(\(ScriptText.string(hash.text)));\n".utf8))
    }
}
