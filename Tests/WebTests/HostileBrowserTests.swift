import Foundation
import TestSupport
import Testing
import Tracker

/// The same lab in a real browser: nothing runs, nothing breaks, and the texts are there to read.
@Suite(.serialized, .needsChromium, .browser)
struct HostileBrowserTests {
    @Test func textsAreShownAndDoNothing() throws {
        let (browser, _) = try #require(BrowserTrait.current)
        try withTemporaryFolder { folder in
            let site = HostileLab.site
            try site.write(to: folder)
            try browser.leave(folder)
            let pages = site.files.map(\.path).filter { $0.hasSuffix(".html") }
            for page in pages
            where !page.contains("/") || page.hasPrefix("run/") || page.hasPrefix("ablation/")
                || page.contains("script-script")
            {
                try browser.open(page, of: folder)
                if page.hasPrefix("sweep/script-script") {
                    try browser.charts()
                    try browser.explore()
                    // Every column, every group, every plot: whatever shows a name or a value.
                    try browser.perform(
                        "ParGo.table.picked = ParGo.rows.columns.slice(0, 80).map(one => one.key); ParGo.table.rebuild(); ParGo.table.picker.open = true"
                    )
                    try browser.perform(
                        "ParGo.parallel.setAxes(ParGo.explore.offered().map(one => one.key)); ParGo.parallel.draw(); ParGo.parallel.menu.open = true; ParGo.parallel.fillMenu()"
                    )
                    _ = try browser.run(
                        "return ParGo.lazy('Export').then(() => ParGo.allCharts.filter(one => one.ready).map(ParGo.chartSVG).concat(ParGo.tableCSV(ParGo.table)).length)",
                        as: Int.self
                    )
                }
                #expect(try browser.run("return typeof window.pwned") == "undefined", "\(page)")
                #expect(try browser.run("return document.querySelectorAll('img, iframe, object').length") == 0)
            }
            let all = HostileLab.texts.indices.map(String.init).joined(separator: "%2C")
            try browser.open("compare.html#runs=\(all)", of: folder)
            #expect(try browser.waits(for: "ParGo.started"))
            try browser.perform("document.querySelector('.chart').scrollIntoView()")
            try browser.charts()
            #expect(try browser.run("return typeof window.pwned") == "undefined")
            #expect(
                try browser.run("return document.querySelectorAll('.compared li').length") == HostileLab.texts.count
            )
            #expect(try browser.consoleErrors() == [])
            try browser.open("run/0.html", of: folder)
            #expect(try browser.run("return document.querySelector('.lead').textContent") == HostileLab.texts[0])
        }
    }

    @Test func exportsAreTextToASpreadsheetToo() throws {
        let (browser, site) = try #require(BrowserTrait.current)
        try browser.open("run/1.html", of: site)
        let csv: String = try browser.run(
            "return ParGo.lazy('Export').then(() => ParGo.csv([['a,b', 'say \"x\"', '=1+1', '-3', '-x', '@y', 'two\\nlines']]))"
        )
        #expect(csv == "\"a,b\",\"say \"\"x\"\"\",'=1+1,-3,'-x,'@y,\"two\nlines\"\r\n")
    }
}
