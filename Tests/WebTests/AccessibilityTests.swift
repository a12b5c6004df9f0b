import Foundation
import TestSupport
import Testing
import Tracker

/// No page breaks a rule of WCAG 2.2 AA that axe-core can check, in either theme, with every fold open.
@Suite(.serialized, .needsChromium, .browser)
struct AccessibilityTests {
    /// `scripts/install test` puts it there, out of a Python package; it is no part of the project.
    private static let axe = Program.repository.appending(path: ".build-axe/axe_playwright_python/axe.min.js")
    private static var isThere: Bool { FileManager.default.fileExists(atPath: axe.path) }

    private struct Violation: Decodable, CustomStringConvertible {
        let rule: String
        let places: [String]
        var description: String { "\(rule): \(places.joined(separator: " | "))" }
    }

    @Test(
        .enabled(if: isThere, "NOT TESTED FOR ACCESSIBILITY: axe-core is missing (scripts/install test)"),
        arguments: ["light", "dark"],
        DashboardBrowserTests.pages + [
            "sweep/tokens.html#group=projector.depth&q=state+%3D+finished",
            "sweep/tokens.html#pin=3%2C5&cols=state%2Cmetrics.train%2Floss%40500&y=train%2Floss%3A0%3A2",
        ]
    )
    func breaksNoRule(theme: String, page: String) throws {
        let (browser, site) = try #require(BrowserTrait.current)
        try browser.window(height: 4000)
        try browser.open("assets/icon.svg", of: site)
        try browser.open("\(page)\(page.contains("#") ? "&" : "#")theme=\(theme)", of: site)
        #expect(try browser.waits(for: "ParGo.started"))
        if page.hasPrefix("sweep/") { try browser.explore() }
        // The pieces that only open when they are asked for.
        try browser.perform("ParGo.allCharts?.[0]?.typeRanges?.()")
        #expect(try Self.violations(browser) == [])
    }

    /// What the open page breaks, with every fold open; nothing where axe-core is missing.
    static func violations(_ browser: Browser) throws -> [String] {
        guard isThere else { return [] }
        try browser.perform("document.querySelectorAll('details').forEach(one => one.open = true)")
        try browser.perform(String(contentsOf: axe, encoding: .utf8) + ";window.axe = axe")
        let found: [Violation] = try browser.run(
            """
            const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
            return axe.run({ runOnly: rules, preload: false }).then(result => result.violations.map(one =>
              ({ rule: one.id, places: one.nodes.slice(0, 3).map(node => node.html.slice(0, 200)) })));
            """
        )
        return found.map(\.description)
    }
}
