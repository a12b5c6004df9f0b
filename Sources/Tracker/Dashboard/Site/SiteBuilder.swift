import Web

/// Gathers a site's files: what pages load first, so that each page can name it by its content.
struct SiteBuilder {
    private let lab: String
    private let isServed: Bool
    private var loaded: [Site.File]
    private var pages: [Site.File] = []
    private var versions: AssetVersions
    private var revisions: [Site.File] = []

    init(lab: String, isServed: Bool) {
        self.lab = lab
        self.isServed = isServed
        let scripts: [(SitePath, String)] = [
            (.themeScript, Asset.themeJs.text), (.script, Asset.script), (.chartsScript, Asset.chartsScript),
            (.tableScript, Asset.tableScript), (.compareScript, Asset.compareJs.text),
            (.queryScript, Asset.queryJs.text), (.exploreScript, Asset.exploreScript),
            (.exportScript, Asset.exportJs.text), (.toolsScript, Asset.toolsScript),
            (.startScript, Asset.startScript),
        ]
        loaded =
            [
                Site.File(.stylesheet, Array(Asset.dashboardCss.text.utf8)),
                Site.File(.icon, Array(Asset.iconSvg.text.utf8)),
            ] + scripts.map { Site.File($0.0, Array($0.1.utf8)) }
        versions = AssetVersions(loaded)
    }

    private var frame: PageFrame { PageFrame(lab: lab, versions: versions, isServed: isServed) }

    /// The sweep's page, its runs' pages, and their points.
    ///
    /// - Returns: How long each run took.
    mutating func add(
        _ sweep: SweepDigest,
        series: SeriesIndex,
        logTails: [Run.ID: String],
        records: [Run.ID: RunRecords]
    ) -> [Run.ID: Double] {
        let before = (loaded.count, pages.count)
        let files = RunFiles(sweep: sweep, series: series, logTails: logTails, records: records, frame: frame)
        let made = sweep.runs.concurrentMap { files.made(of: $0) }
        loaded += made.flatMap(\.loaded)
        pages += made.map(\.page)
        let spans = Dictionary(made.compactMap { one in one.seconds.map { (one.run, $0) } }, uniquingKeysWith: { $1 })
        addPage(of: sweep, SweepFiles(sweep: sweep, series: series), spans)
        let news = loaded[before.0...] + pages[before.1...]
        revisions.append(Self.revision(.revision(ofSweep: sweep.name), of: Array(news)))
        return spans
    }

    private mutating func addPage(of sweep: SweepDigest, _ points: SweepFiles, _ spans: [Run.ID: Double]) {
        loaded += points.files
        let rows = RowsData(digest: sweep, spans: spans, groupings: points.groupings, parts: points.parts)
        let source = add(Site.File(.rows(sweep.name), Array(rows.script.utf8)), for: .sweep(sweep.name))
        let page = SweepPage(
            digest: sweep,
            figures: points.figures,
            spans: spans,
            rows: source,
            importance: ImportanceRanking(sweep)
        )
        if sweep.isLive { loaded.append(Site.File(.live(of: page.page.path), Array(page.live.script.utf8))) }
        pages.append(Site.File(.sweep(sweep.name), frame.document(page.page)))
        if sweep.runs.count > SweepPage.mostRows {
            let table = TablePage(digest: sweep, spans: spans)
            pages.append(Site.File(.table(sweep.name), frame.document(table.page)))
        }
    }

    mutating func addCluster(_ cluster: ClusterPage) {
        loaded.append(Site.File(.live(of: .cluster), Array(cluster.live.script.utf8)))
        pages.append(Site.File(.cluster, frame.document(cluster.page)))
        pages.append(Site.File(.compare, frame.document(ComparePage.page)))
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
        loaded.append(Site.File(.live(of: .home), Array(home.live.script.utf8)))
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

    /// Adds a file that a page loads, and says how that page names it.
    private mutating func add(_ file: Site.File, for page: SitePath) -> String {
        loaded.append(file)
        return file.reference(from: page)
    }

    private static func revision(_ location: SitePath, of files: [Site.File]) -> Site.File {
        var hash = ContentHash()
        for file in files {
            hash.update(file.path.utf8)
            hash.update(file.hash.utf8)
        }
        return Site.File(location, Array(DataScript.text("revision", hash.text).utf8))
    }
}

extension Site.File {
    /// How a page names the file: by its content too, so that a browser never mixes an old file with a new page.
    func reference(from page: SitePath) -> String {
        "\(location.reference(from: page))?v=\(hash)"
    }
}
