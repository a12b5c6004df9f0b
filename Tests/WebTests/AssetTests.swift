import Foundation
import Testing
import Tracker
import Web

@Suite struct AssetTests {
    @Test func everyFileOfWebIsInTheBinary() {
        let names = Asset.all.map(\.name)
        #expect(names.contains("dashboard.css") && names.contains("icon.svg") && names.contains("chart.js"))
        // Each script is part of something that a page loads.
        for asset in Asset.all where asset.name.hasSuffix(".js") {
            #expect(Self.scripts.contains { $0.contains(asset.text) }, "\(asset.name)")
        }
    }

    private static let first = [
        Asset.themeJs.text, Asset.script, Asset.chartsScript, Asset.tableScript, Asset.startScript,
    ]
    private static let later = [
        Asset.queryJs.text, Asset.exploreScript, Asset.exportJs.text, Asset.toolsScript, Asset.compareJs.text,
    ]
    private static let scripts = first + later

    /// What the largest page, a sweep's, loads before anybody asks for more; and each thing that is loaded on demand.
    @Test func assetsStaySmall() {
        let bytes = Self.first.reduce(0) { $0 + $1.utf8.count }
        print("A sweep's page loads \(bytes) bytes of script and \(Asset.dashboardCss.text.utf8.count) of style.")
        print("On demand: query, plots, export, compare: \(Self.later.map(\.utf8.count))")
        #expect(bytes <= 60_000)
        #expect(Asset.dashboardCss.text.utf8.count <= 15_000)
        #expect(Self.later.allSatisfy { $0.utf8.count <= 25_000 })
    }

    @Test func noScriptParsesMarkupOrRunsText() {
        for forbidden in [
            "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "fetch(",
            "import(",
        ] {
            #expect(!Self.scripts.contains { $0.contains(forbidden) }, "\(forbidden)")
        }
    }

    @Test func theStylesheetLoadsNothing() {
        #expect(!Asset.dashboardCss.text.contains("url(") && !Asset.dashboardCss.text.contains("@import"))
    }

    /// WCAG 2.2 AA: text 4.5 to 1, lines and controls 3 to 1, on every ground they stand on, in both themes.
    @Test(arguments: ["light", "dark"])
    func colorsCanBeReadInBothThemes(theme: String) throws {
        let colors = try Palette(theme: theme)
        for text in ["ink", "quiet", "accent", "good", "live", "bad", "warn", "idle"] {
            for ground in ["surface", "ground", "raised"] {
                #expect(try colors.contrast(text, ground) >= 4.5, "\(text) on \(ground)")
            }
        }
        for line in (0..<10).map({ "c\($0)" }) + ["edge"] {
            #expect(try colors.contrast(line, "surface") >= 3, "\(line)")
        }
        #expect(try colors.contrast("on-accent", "accent") >= 4.5)
    }
}

/// The stylesheet's named colours in one theme.
private struct Palette {
    private var colors: [String: [Double]] = [:]

    init(theme: String) throws {
        for match in Asset.dashboardCss.text.matches(of: /--([a-z0-9\-]+):light-dark\(#([0-9a-f]{6}),#([0-9a-f]{6})\)/)
        {
            let digits = theme == "light" ? match.2 : match.3
            let number = try #require(Int(digits, radix: 16))
            colors[String(match.1)] = [16, 8, 0].map { Double(number >> $0 & 255) / 255 }
        }
    }

    /// The ratio as WCAG defines it.
    func contrast(_ one: String, _ other: String) throws -> Double {
        let lights = try [one, other].map { try luminance($0) }.sorted()
        return (lights[1] + 0.05) / (lights[0] + 0.05)
    }

    private func luminance(_ name: String) throws -> Double {
        let parts = try #require(colors[name]).map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }
}
