/// Where a file of the site lies, relative to the site's folder.
package struct SitePath: Hashable, Sendable {
    /// Slash-separated, without a leading slash: `sweep/tokens.html`.
    package let path: String

    private init(_ path: String) {
        self.path = path
    }

    package static let home = SitePath("index.html")
    package static let stylesheet = SitePath("assets/dashboard.css")
    package static let themeScript = SitePath("assets/theme.js")
    package static let script = SitePath("assets/dashboard.js")
    package static let chartsScript = SitePath("assets/charts.js")
    package static let tableScript = SitePath("assets/table.js")
    package static let compareScript = SitePath("assets/compare.js")
    package static let queryScript = SitePath("assets/query.js")
    package static let exploreScript = SitePath("assets/explore.js")
    package static let exportScript = SitePath("assets/export.js")
    package static let toolsScript = SitePath("assets/tools.js")
    package static let startScript = SitePath("assets/start.js")
    package static let cluster = SitePath("cluster.html")
    package static let compare = SitePath("compare.html")
    package static let icon = SitePath("assets/icon.svg")
    /// Changes whenever any file of the site does.
    package static let revision = SitePath("data/revision.js")

    package static func sweep(_ name: String) -> SitePath {
        SitePath("sweep/\(FileSlug(name).text).html")
    }

    package static func run(_ id: Run.ID) -> SitePath {
        SitePath("run/\(id).html")
    }

    /// An expected table beside a sweep's runs.
    package static func ablation(sweep: String, table: String) -> SitePath {
        SitePath("ablation/\(FileSlug(sweep).text)/\(FileSlug(table).text).html")
    }

    /// All runs of a sweep in one plain table, for who has no JavaScript.
    package static func table(_ name: String) -> SitePath {
        SitePath("table/\(FileSlug(name).text).html")
    }

    /// The runs of a sweep as columns.
    package static func rows(_ name: String) -> SitePath {
        SitePath("data/rows/\(FileSlug(name).text).js")
    }

    /// The points of one metric of a hundred runs of a sweep.
    package static func data(metric: String, sweep: String, part: Int) -> SitePath {
        SitePath("\(data(metric: metric, sweep: sweep))-\(part).js")
    }

    /// What the paths of a metric's parts have in common.
    package static func data(metric: String, sweep: String) -> String {
        "data/sweep/\(FileSlug(sweep).text)/\(FileSlug(metric).text)"
    }

    /// A metric's bands under each grouping of a sweep's runs.
    package static func bands(metric: String, sweep: String) -> SitePath {
        SitePath("\(bands(metric, sweep)).js")
    }

    /// The same without its extension, as a page names it.
    package static func bands(_ metric: String, _ sweep: String) -> String {
        "data/bands/\(FileSlug(sweep).text)/\(FileSlug(metric).text)"
    }

    /// The points of all metrics of one run.
    package static func data(run: Run.ID) -> SitePath {
        SitePath("data/run/\(run).js")
    }

    /// Changes whenever any file that belongs to the sweep does.
    package static func revision(ofSweep name: String) -> SitePath {
        SitePath("data/revision/\(FileSlug(name).text).js")
    }

    /// The parts of a page that change while runs go on.
    package static func live(of page: SitePath) -> SitePath {
        SitePath("data/live/\(page.path.dropLast(".html".count)).js")
    }

    /// How a page names the site's folder.
    package var root: String {
        String(repeating: "../", count: path.utf8.count { $0 == UInt8(ascii: "/") })
    }

    /// How a page names this file, so that it works from `file://` and below any address of a server.
    package func reference(from page: SitePath) -> String {
        page.root + path
    }
}
