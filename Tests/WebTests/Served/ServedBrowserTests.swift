import Foundation
import TestSupport
import Testing

/// The dashboard as the running program serves it, in a real browser.
@Suite(.serialized, .needsChromium, .browser)
struct ServedBrowserTests {
    private static func line(_ step: Int) -> String {
        WrittenRun.line(step, "train/loss", 3 / Double(step + 1))
    }

    /// A finished run with 5,000 points, a failed one, and one that is still being written.
    private func withServer(_ body: (Browser, ServedLab, WrittenRun) throws -> Void) throws {
        let (browser, site) = try #require(BrowserTrait.current)
        try withTemporaryFolder { folder in
            let done = try WrittenRun(
                folder,
                "tokens/aaa/1",
                configuration: #"{"projector":{"depth":2},"seed":0}"#,
                lines: (0..<5000).map(Self.line)
            )
            try done.write("log.txt", "step 1\ndone\n")
            try done.finish()
            let failed = try WrittenRun(
                folder,
                "tokens/bbb/1",
                configuration: #"{"projector":{"depth":4},"seed":0}"#,
                lines: (0..<300).map(Self.line) + [#"{"step":300,"time":1763873300,"values":{"train/loss":"NaN"}}"#]
            )
            try failed.finish(code: 1)
            let open = try WrittenRun(
                folder,
                "tokens/ccc/1",
                configuration: #"{"projector":{"depth":6},"seed":0}"#,
                lines: (0..<50).map(Self.line)
            )
            try browser.window(height: 3000)
            try ServedLab.with(folder) { lab in
                try browser.open("index.html", of: lab.address)
                _ = try browser.consoleErrors()
                _ = try browser.requests()
                try body(browser, lab, open)
                // Away from the server before it ends.
                try browser.open("assets/icon.svg", of: site)
            }
        }
    }

    @Test func everyPageKeepsTheRulesWhenServed() throws {
        try withServer { (browser, lab, _) throws in
            for theme in ["light", "dark"] {
                for page in [
                    "", "sweep/tokens.html", "run/1.html", "run/2.html", "run/3.html", "cluster.html",
                    "compare.html#runs=1,2",
                ] {
                    try browser.open("\(page)\(page.contains("#") ? "&" : "#")theme=\(theme)", of: lab.address)
                    #expect(try browser.waits(for: "ParGo.started && document.body.dataset.seen !== 'never'"))
                    if page.hasPrefix("sweep/") { try browser.explore() }
                    #expect(try AccessibilityTests.violations(browser) == [], "\(page) \(theme)")
                }
            }
            let errors = try browser.consoleErrors()
            #expect(errors == [])
            let requests = try browser.requests()
            #expect(requests.count > 50)
            #expect(requests.filter { !$0.hasPrefix(lab.address.absoluteString) } == [])
        }
    }

    /// A browser keeps six connections to a host: the seventh tab must not starve.
    @Test func sevenTabsFollowARun() throws {
        try withServer { (browser, lab, run) throws in
            let first = try browser.tab()
            var tabs = [first]
            try browser.open("run/3.html", of: lab.address)
            for page in ["sweep/tokens.html", "", "run/3.html", "cluster.html", "run/3.html", "sweep/tokens.html"] {
                tabs.append(try browser.openTab())
                try browser.open(page, of: lab.address)
            }
            var seen: [String: String] = [:]
            for tab in tabs {
                try browser.go(to: tab)
                #expect(try browser.waits(for: "document.body.dataset.seen"))
                seen[tab] = try browser.run("return document.body.dataset.seen")
            }
            try run.append(Self.line(51))
            try run.append(Self.line(900))
            for tab in tabs {
                try browser.go(to: tab)
                let old = seen[tab] ?? ""
                #expect(try browser.waits(for: "document.body.dataset.seen !== '\(old)'"), "tab \(tab)")
                if try browser.run("return location.pathname", as: String.self).hasPrefix("/run/") {
                    #expect(try browser.waits(for: "ParGo.charts[0].points === 52"))
                }
            }
            for tab in tabs.dropFirst() { try browser.close(tab) }
            try browser.go(to: first)
            #expect(try browser.consoleErrors() == [])
        }
    }

    @Test func aCloserLookGetsEveryPoint() throws {
        try withServer { (browser, lab, _) throws in
            try browser.open("run/1.html", of: lab.address)
            try browser.charts()
            #expect(try browser.charts()[0].points <= 1000)
            try browser.perform("ParGo.zoom(ParGo.allCharts[0], [1000, 1200])")
            #expect(try browser.waits(for: "ParGo.allCharts[0].detail"))
            let steps: [Double] = try browser.run("return [...[...ParGo.allCharts[0].detail.values()][0].x.step]")
            #expect(Set((1000...1200).map(Double.init)).isSubset(of: steps))
        }
    }

    /// A page of somebody else that loads the lab's data as a script, as pages from `file://` do with their own.
    @Test func anotherSitesPageGetsNothing() throws {
        try withServer { (browser, lab, _) throws in
            try withTemporaryFolder { folder in
                let source = "\(lab.address.absoluteString)/data/run/1.js"
                let page = """
                    <!DOCTYPE html><title>waiting</title><script>var stolen = 0, ParGo = { data: () => stolen++ };</script>
                    <script src="\(source)" onload="document.title='loaded'" onerror="document.title='refused'"></script>
                    """
                try Data(page.utf8).write(to: folder.appending(path: "evil.html"))
                try browser.open("evil.html", of: folder)
                #expect(try browser.waits(for: "document.title !== 'waiting'"))
                #expect(try browser.run("return document.title + stolen") == "refused0")
                _ = try browser.consoleErrors()
            }
        }
    }
}
