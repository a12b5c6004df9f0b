import Foundation
import TestSupport
import Testing

/// A lab full of traps on disk, taken in and built by the real `tracker`, in a real browser: from `file://` and served.
@Suite(.serialized, .needsChromium, .browser)
struct HostileProgramTests {
    /// Would set `pwned` in a page that took any of it for markup or script.
    private static let traps = [
        "</script><script>window.pwned=1</script>", "<img src=x onerror=window.pwned=2>",
        "\"'><svg onload=window.pwned=3>",
        "line\u{2028}and\u{2029}end", "\u{202E}from the right\u{200F}", "${window.pwned=4}{{4*4}}",
    ]
    private static let metrics = 10_000

    @Test func whateverRunsHoldIsShownAsText() throws {
        let (browser, _) = try #require(BrowserTrait.current)
        try withTemporaryFolder { folder in
            try Self.makeLab(in: folder)
            let built = try Program("tracker", in: folder).run("dashboard", "build", "--lab", "lab", "--output", "site")
            #expect(built.code == 0, "\(built.errors)")
            let site = folder.appending(path: "site")
            try browser.leave(site)
            try Self.visit(site, in: browser)
            try ServedLab.with(folder) { lab in
                try Self.visit(lab.address, in: browser)
                try browser.open("assets/icon.svg", of: site)
            }
        }
    }

    /// Every kind of page, with its plots and folds.
    private static func visit(_ site: URL, in browser: Browser) throws {
        for page in ["index.html", "cluster.html", "sweep/traps.html"] + (1...5).map({ "run/\($0).html" }) {
            try browser.open(page, of: site)
            #expect(try browser.waits(for: "typeof ParGo === 'object' && ParGo.started"), "\(page)")
            if page.hasPrefix("sweep/") { try browser.explore() }
            try expectNothingRan(browser, page)
        }
        try browser.open("compare.html#runs=1%2C2%2C3%2C4%2C5", of: site)
        #expect(try browser.waits(for: "document.querySelectorAll('.compared li').length === 5 && ParGo.started"))
        try expectNothingRan(browser, "compare.html")
        let text: String = try browser.run("return document.querySelector('main').textContent")
        for trap in traps { #expect(text.contains(trap), "\(trap)") }
        // Ten thousand metrics: the page has some, says so, and finds the others.
        #expect(text.contains("The first 200 of 10,0"))
        #expect(
            try browser.run("return document.querySelectorAll('figure.chart:not([hidden])').length", as: Int.self)
                <= 400
        )
        try browser.perform(
            """
            const box = document.querySelector('input[aria-label="Find metrics"]');
            box.value = 'metric 9876';
            box.dispatchEvent(new Event('input'));
            """
        )
        #expect(
            try browser.run("return document.querySelector('main').textContent", as: String.self)
                .contains("many/metric 9876")
        )
        #expect(try browser.consoleErrors() == [])
    }

    private static func expectNothingRan(_ browser: Browser, _ page: String) throws {
        let found = "return [typeof window.pwned, document.querySelectorAll('img, iframe, object').length].join()"
        #expect(try browser.run(found) == "undefined,0", "\(page)")
    }

    // MARK: - The lab

    /// Numbers that are none, no point at all, one point, ten thousand metrics, and metrics named after the traps.
    private static func makeLab(in folder: URL) throws {
        let many = Dictionary(uniqueKeysWithValues: (0..<metrics).map { ("many/metric \($0)", Double($0) as Any) })
        let odd = try ["NaN", "Infinity", "-Infinity"].enumerated()
            .map { try line($0.offset, ["train/loss": $0.element]) }
        let lines = [
            odd.joined() + (try line(3, ["train/loss": 2])), "", try line(0, ["train/loss": 1]),
            // The second makes curves of the first few hundred, and of as many as a page has charts for and more.
            try line(0, many) + line(1, many.filter { $0.key < "many/metric 15" }),
            // The format refuses a name with quotes; that line alone is lost.
            try traps.map { try line(0, [$0: 1.5]) + line(1, [$0: 2.5]) }.joined(),
        ]
        for (index, metrics) in lines.enumerated() {
            var config: [String: Any] = ["index": index]
            for (place, trap) in traps.enumerated() { config["trap\(place)"] = trap }
            if index == 2 { config["long"] = String(repeating: "<b>long ", count: 130_000) }
            try write(metrics, config, to: folder.appending(path: "lab/runs/traps/trap\(index)/1"))
        }
    }

    private static func line(_ step: Int, _ values: [String: Any]) throws -> String {
        let object: [String: Any] = ["step": step, "time": 1000 + step, "values": values]
        return String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self) + "\n"
    }

    private static func write(_ metrics: String, _ config: [String: Any], to run: URL) throws {
        let exit = #"{"version":1,"code":0,"signal":null,"reason":"finished","finished_at":1190}"#
        let start: [String: Any] = ["version": 1, "started_at": 1000, "host": "<i>host", "pid": 12, "git": traps[0]]
        let files: [(String, Data)] = [
            ("config.json", try JSONSerialization.data(withJSONObject: config)),
            ("start.json", try JSONSerialization.data(withJSONObject: start)),
            ("metrics.jsonl", Data(metrics.utf8)), ("log.txt", Data(traps.joined(separator: "\n").utf8)),
            ("exit.json", Data(exit.utf8)),
        ]
        try FileManager.default.createDirectory(at: run, withIntermediateDirectories: true)
        for (name, data) in files { try data.write(to: run.appending(path: name)) }
    }
}
