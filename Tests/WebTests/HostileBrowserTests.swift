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
            try browser.open("assets/icon.svg", of: folder)
            _ = try browser.consoleErrors()
            let pages = site.files.map(\.path).filter { $0.hasSuffix(".html") }
            for page in pages where page == "index.html" || page.hasPrefix("run/") || page.contains("script-script") {
                try browser.open(page, of: folder)
                if page.contains("script-script") { try browser.charts() }
                #expect(try browser.run("return typeof window.pwned") == "undefined", "\(page)")
                #expect(try browser.run("return document.querySelectorAll('img, iframe, object').length") == 0)
            }
            #expect(try browser.consoleErrors() == [])
            try browser.open("run/0.html", of: folder)
            #expect(try browser.run("return document.querySelector('.lead').textContent") == HostileLab.texts[0])
        }
    }

    @Test func exportsAreTextToASpreadsheetToo() throws {
        let (browser, site) = try #require(BrowserTrait.current)
        try browser.open("index.html", of: site)
        let csv: String = try browser.run(
            "return ParGo.csv([['a,b', 'say \"x\"', '=1+1', '-3', '-x', '@y', 'two\\nlines']])"
        )
        #expect(csv == "\"a,b\",\"say \"\"x\"\"\",'=1+1,-3,'-x,'@y,\"two\nlines\"\r\n")
    }
}
