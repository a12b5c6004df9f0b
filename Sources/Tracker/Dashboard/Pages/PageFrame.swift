import Web

/// What every page has around its content.
package struct PageFrame: Sendable {
    let lab: String
    /// The versions of the files that each page loads.
    let versions: AssetVersions
    /// Whether a server stands behind the page that can be asked for more.
    var isServed = false

    /// Scripts and styles from the site's own files only: nothing that a name or a value holds can run or load.
    ///
    /// `'self'` is what lets a page opened from `file://` load the files beside it.
    private static let policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'"

    /// One page of the site.
    package struct Page: Sendable {
        let path: SitePath
        /// What the script makes of it, and which scripts it needs.
        let kind: Kind
        let title: String
        /// The way here from the lab's home, without the home itself.
        let trail: [(title: String, target: SitePath)]
        /// The file to watch for newer results; nil when nothing will change.
        let revision: SitePath?
        let content: [HTML]
        /// The file of the page's runs, for a page with a table of them.
        var rows: String?
    }

    /// The kinds of page.
    package enum Kind: String, Sendable {
        case home, sweep, run, compare, cluster, table, ablation

        /// What a page loads before it starts, in order; the rest comes when it is needed.
        var scripts: [SitePath] {
            switch self {
            case .home, .cluster, .table, .ablation: [.script, .startScript]
            case .sweep: [.script, .chartsScript, .tableScript, .startScript]
            case .run: [.script, .chartsScript, .startScript]
            case .compare: [.script, .chartsScript, .compareScript, .startScript]
            }
        }

        /// Whether what changes of it is exchanged in place; any other page is loaded again.
        var isLive: Bool {
            switch self {
            case .home, .cluster, .sweep, .run: true
            case .compare, .table, .ablation: false
            }
        }

        var lazyScripts: [SitePath] {
            switch self {
            case .home, .cluster, .table, .ablation: [.toolsScript]
            case .sweep: [.toolsScript, .exportScript, .queryScript, .exploreScript]
            case .run, .compare: [.toolsScript, .exportScript]
            }
        }
    }

    /// The page's whole source.
    package func document(_ page: Page) -> [UInt8] {
        var body: [HTMLAttribute] = [
            HTMLAttribute("data-page", page.kind.rawValue), HTMLAttribute("data-root", page.path.root),
        ]
        if isServed { body.append(HTMLAttribute("data-served", "")) }
        if let rows = page.rows { body.append(HTMLAttribute("data-rows", rows)) }
        if let revision = page.revision {
            body.append(HTMLAttribute("data-revision", revision.reference(from: page.path)))
            if page.kind.isLive {
                body.append(HTMLAttribute("data-live", SitePath.live(of: page.path).reference(from: page.path)))
            }
        }
        for script in page.kind.lazyScripts {
            switch script {
            case .toolsScript: body.append(versioned("data-lazy-tools", script, page))
            case .exportScript: body.append(versioned("data-lazy-export", script, page))
            case .queryScript: body.append(versioned("data-lazy-query", script, page))
            default: body.append(versioned("data-lazy-explore", script, page))
            }
        }
        let html = HTML(
            .html,
            [HTMLAttribute("lang", "en")],
            head(page),
            HTML(
                .body,
                body,
                HTML(.a, [.class("skip"), HTMLAttribute("href", "#main")], "Skip to content"),
                StateMark.definitions,
                header(page),
                HTML(.main, [.id("main")], each: page.content)
            )
        )
        return Array("<!DOCTYPE html>\n\(html.markup)".utf8)
    }

    private func head(_ page: Page) -> HTML {
        let title = page.title.isEmpty ? lab : "\(page.title) – \(lab)"
        return HTML(
            .head,
            [],
            HTML(.meta, [HTMLAttribute("charset", "utf-8")]),
            HTML(
                .meta,
                [HTMLAttribute("http-equiv", "Content-Security-Policy"), HTMLAttribute("content", Self.policy)]
            ),
            HTML(
                .meta,
                [HTMLAttribute("name", "viewport"), HTMLAttribute("content", "width=device-width, initial-scale=1")]
            ),
            HTML(.title, [], .text(UserText.shortened(title, to: 200))),
            HTML(.link, [HTMLAttribute("rel", "icon"), versioned("href", .icon, page)]),
            HTML(.link, [HTMLAttribute("rel", "stylesheet"), versioned("href", .stylesheet, page)]),
            // Not deferred: the theme must stand before the first pixel.
            HTML(.script, [versioned("src", .themeScript, page)]),
            .group(page.kind.scripts.map { HTML(.script, [versioned("src", $0, page), HTMLAttribute("defer", "")]) })
        )
    }

    private func header(_ page: Page) -> HTML {
        var steps = [HTML(.li, [], HTML(.a, [.href(.home, from: page.path)], UserText.isolated(lab, limit: 60)))]
        for step in page.trail {
            let here: [HTMLAttribute] = step.target == page.path ? [HTMLAttribute("aria-current", "page")] : []
            let link = HTML(.a, [.href(step.target, from: page.path)] + here, UserText.isolated(step.title, limit: 60))
            steps.append(HTML(.li, [], link))
        }
        return HTML(
            .header,
            [.class("top")],
            HTML(.nav, [.ariaLabel("You are here")], HTML(.ol, [.class("trail")], each: steps)),
            HTML(
                .nav,
                [.class("places"), .ariaLabel("Pages")],
                place("Compare", .compare, page),
                place("Cluster", .cluster, page)
            ),
            // The script puts its controls here; without it there are none that do nothing.
            HTML(.div, [.class("tools"), .id("tools")])
        )
    }

    private func place(_ title: String, _ target: SitePath, _ page: Page) -> HTML {
        let here: [HTMLAttribute] = target == page.path ? [HTMLAttribute("aria-current", "page")] : []
        return HTML(.a, [.href(target, from: page.path)] + here, .text(title))
    }

    private func versioned(_ name: StaticString, _ target: SitePath, _ page: Page) -> HTMLAttribute {
        HTMLAttribute(name, "\(target.reference(from: page.path))?v=\(versions.version(of: target))")
    }
}
