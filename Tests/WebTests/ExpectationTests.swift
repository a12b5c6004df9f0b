import Foundation
import Testing

/// What people expect of a dashboard, done in a real browser by hand: each by pointer and by keys alone.
@Suite(.serialized, .needsChromium, .browser)
struct ExpectationTests {
    private let browser: Browser
    private let site: URL

    init() throws {
        (browser, site) = try BrowserTrait.opened(height: 4000)
    }

    private func open(_ state: String = "", plots: Bool = false) throws {
        try browser.leave(site)
        try browser.open("sweep/tokens.html\(state)", of: site)
        try browser.charts()
        if plots { try browser.explore() }
        try browser.perform("scrollTo(0, 0); ParGo.save = (name, blob) => { window.saved = blob; }")
    }

    @Test(arguments: PageExpectation.all, ["pointer", "keys"])
    func isMet(expectation: PageExpectation, by hand: String) throws {
        try open(expectation.address, plots: expectation.isOfPlots)
        #expect(try browser.run("return Boolean(\(expectation.holds))", as: Bool.self) == false, "before")
        try browser.perform(hand == "keys" ? expectation.keys : expectation.pointer)
        #expect(try browser.waits(for: expectation.holds))
        #expect(try browser.consoleErrors() == [])
    }

    @Test func theRawLineStaysBehindASmoothedOne() throws {
        try open("#smooth=0.6")
        let faint =
            "return ParGo.lazy('Export').then(() => ParGo.chartSVG(ParGo.allCharts[0]).split('opacity=\"0.18\"').length - 1)"
        #expect(try browser.run(faint) == FixtureLab.tokensWithLoss)
        try browser.perform([
            .move("(box => [box.x + box.width / 2, box.y + 90])(ParGo.allCharts[0].plot.getBoundingClientRect())")
        ])
        #expect(try browser.waits(for: "document.querySelector('.tip').textContent.includes('(raw ')"))
    }

    /// Everything that was set by hand is there again in another window.
    @Test func anAddressTellsAllOfIt() throws {
        try open()
        try browser.perform(
            "for (const name of ['smooth']) { const one = document.getElementById(name); one.value = .6; one.dispatchEvent(new Event('input')); }"
        )
        try browser.perform([
            .click("[...document.querySelectorAll('.bar button')].find(one => one.textContent === 'log x')"),
            .click("ParGo.allCharts[0].logButton"),
            .click("document.querySelector('tr[data-run=\"3\"] input')"),
            .click("document.querySelector('#runs th[data-key=\"metrics.eval/mme.last\"] button')"),
            .press(["/"]), .type("projector.depth > 2"), .see("ParGo.table.items.length < 13"),
        ])
        let told = """
            return [ParGo.view.smooth, ParGo.view.logx, ParGo.charts[0].log, ParGo.charts[0].series, ParGo.runs.get('3').hidden,
              ParGo.table.text, ParGo.table.items.map(one => one.id).join()].join(' | ')
            """
        try browser.charts()
        let before: String = try browser.run(told)
        // The address follows a moment later.
        #expect(try browser.waits(for: "location.hash.endsWith('q=projector.depth+%3E+2')"))
        let state: String = try browser.run("return location.hash")
        try open(state)
        #expect(try browser.waits(for: "ParGo.query && ParGo.table.items.length < 13"))
        try browser.charts()
        #expect(try browser.run(told) == before)
        #expect(before.hasPrefix("0.6 | true | true | "))
    }

    /// A run has the same colour and dashes on every page.
    @Test func aRunLooksTheSameEverywhere() throws {
        try open()
        let look = "const style = getComputedStyle(one); return style.stroke + style.strokeDasharray"
        let row: String = try browser.run("const one = document.querySelector('tr[data-run=\"3\"] .key'); \(look)")
        try browser.open("run/3.html", of: site)
        #expect(try browser.waits(for: "ParGo.started"))
        #expect(try browser.run("const one = document.querySelector('h1 .key'); \(look)") == row)
        #expect(row.hasPrefix("rgb("))
    }

    /// Running runs are marked where they stand; nothing on the page moves by itself.
    @Test func nothingFlashes() throws {
        try open("#q=state+%3D+running")
        #expect(try browser.waits(for: "ParGo.query && ParGo.charts[0].ready && ParGo.charts[0].series === 2"))
        #expect(
            try browser.run(
                "return [...document.querySelectorAll('#runs tbody .chip')].every(one => one.textContent === 'running')"
            ) == true
        )
        #expect(try browser.run("return document.getAnimations().length") == 0)
    }

    /// How much each parameter matters is said with its sign, the way it was found and from how many runs.
    @Test func importanceSaysHowItWasFound() throws {
        try open(plots: true)
        let text: String = try browser.run("return document.querySelector('.importance').closest('.panel').textContent")
        #expect(
            text.contains(/\d+ runs/) && text.contains("random forest") && text.contains("Spearman")
                && text.contains(/[+−]0\.\d+/)
        )
    }
}
