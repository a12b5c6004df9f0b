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

    /// The points of one metric of all runs of a sweep.
    package static func data(metric: String, sweep: String) -> SitePath {
        SitePath("data/sweep/\(FileSlug(sweep).text)/\(FileSlug(metric).text).js")
    }

    /// The points of all metrics of one run.
    package static func data(run: Run.ID) -> SitePath {
        SitePath("data/run/\(run).js")
    }

    /// Changes whenever any file that belongs to the sweep does.
    package static func revision(ofSweep name: String) -> SitePath {
        SitePath("data/revision/\(FileSlug(name).text).js")
    }

    /// How a page names this file, so that it works from `file://` and below any address of a server.
    package func reference(from page: SitePath) -> String {
        let depth = page.path.utf8.count { $0 == UInt8(ascii: "/") }
        return String(repeating: "../", count: depth) + path
    }
}
