import Foundation
import TestSupport
import Testing
import Tracker

/// Whatever a name or a value holds, it is shown as text.
@Suite struct HostileDataTests {
    private let files = HostileLab.site.files

    @Test func noPageHasMarkupOfItsData() throws {
        let pages = files.filter { $0.path.hasSuffix(".html") }
        #expect(pages.count > HostileLab.texts.count)
        for page in pages {
            let source = String(decoding: page.bytes, as: UTF8.self)
            // The page's own scripts and nothing that looks like another.
            let scripts = source.matches(of: /<script([^>]*)>(.?)/)
            #expect((3...6).contains(scripts.count), "\(page.path)")
            for script in scripts {
                #expect(
                    script.1.wholeMatch(of: /\ src="(?:\.\.\/)*assets\/[a-z]+\.js\?v=[0-9a-f]{10}"(?: defer="")?/)
                        != nil && script.2 == "<"
                )
            }
            #expect(
                !source.contains("<img") && !source.contains("<svg onload") && !source.contains("\0"),
                "\(page.path)"
            )
            // What the policy would block is not there to be blocked; values in quotes may hold anything.
            let tags = source.replacing(/"[^"]*"/, with: "\"\"")
            #expect(tags.firstMatch(of: /<[^>]*\s(?:on[a-z]+|style)=/) == nil, "\(page.path)")
            #expect(source.firstMatch(of: /(?:href|src)="(?!\.\.\/|[a-z0-9]|#)/) == nil, "\(page.path)")
            #expect(!source.contains("href=\"javascript"), "\(page.path)")
        }
    }

    @Test func noScriptCanBeLeftFromInside() {
        for file in files where file.path.hasPrefix("data/") {
            let source = String(decoding: file.bytes, as: UTF8.self)
            #expect(
                !source.contains("<") && !source.contains("\u{2028}") && !source.contains("\u{2029}"),
                "\(file.path)"
            )
            #expect(source.firstMatch(of: /[\[,:](?:nan|-?inf)[,\]}]/) == nil, "\(file.path)")
        }
    }

    @Test func everyFileLiesInTheSiteUnderAPlainName() {
        for file in files {
            #expect(file.path.wholeMatch(of: /[a-z0-9._\-]+(?:\/[a-z0-9._\-]+)*/) != nil, "\(file.path)")
            #expect(!file.path.contains("..") && file.path.utf8.count < 200)
        }
        #expect(Set(files.map(\.path)).count == files.count)
    }

    /// One value of 100 kB must not make a table of runs megabytes long.
    @Test func longValuesAreCutInTables() throws {
        let page = try #require(files.first { $0.path.hasPrefix("sweep/script-script-window") })
        #expect(page.bytes.count < 400_000)
    }
}
