import Foundation
import Testing

/// The pages for who has no JavaScript: everything that is a figure is there, and nothing promises more.
@Suite(.serialized, .needsChromium, .browser)
struct WithoutScriptTests {
    /// What a reader must find on a page.
    private static let words = [
        ("index.html", ["tokens", "lora-rank", "finished", "running"]),
        ("sweep/tokens.html", ["trial 1", "trial 12", "optimizer.lr", "0.0003", "eval/mme", "need JavaScript"]),
        ("run/1.html", ["trial 1", "optimizer.lr", "evaluated: eval/mme"]),
        ("cluster.html", ["running"]),
        ("compare.html", ["Comparing needs JavaScript"]),
    ]

    @Test(arguments: words)
    func areUseful(page: String, wanted: [String]) throws {
        let (browser, site) = try #require(BrowserTrait.current)
        try browser.window(height: 2000)
        try browser.allowScripts(false)
        defer { #expect(throws: Never.self) { try browser.allowScripts(true) } }
        try browser.open("assets/icon.svg", of: site)
        try browser.open(page, of: site)
        let text: String = try browser.run("return document.body.innerText")
        for word in wanted { #expect(text.contains(word), "\(page) without a script") }
        #expect(try browser.run("return typeof ParGo") == "undefined")
        // A curve can be looked at too.
        guard page.hasPrefix("sweep") || page.hasPrefix("run") else { return }
        let tall: Double = try browser.run(
            "return document.querySelector('svg.overview').getBoundingClientRect().height"
        )
        #expect(tall > 100)
        #expect(
            try browser.run("return document.querySelectorAll('table.runs tbody tr').length")
                == (page.hasPrefix("sweep") ? 13 : 0)
        )
    }
}
