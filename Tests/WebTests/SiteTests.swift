import Foundation
import TestSupport
import Testing
import Tracker

@Suite struct SiteTests {
    @Test func theSameContentMakesTheSameBytes() {
        let first = FixtureLab.site.files
        let second = Site(FixtureLab.content).files
        #expect(first == second)
        #expect(first.count > 50)
    }

    @Test func whatAPageLoadsIsWrittenBeforeIt() throws {
        let paths = FixtureLab.site.files.map(\.path)
        let place = { (path: String) in try #require(paths.firstIndex(of: path)) }
        #expect(try place("assets/dashboard.js") < place("data/run/1.js"))
        #expect(try place("data/run/1.js") < place("run/1.html"))
        #expect(try place("data/bands/tokens/train-loss-25f3723a7d.js") < place("data/rows/tokens.js"))
        #expect(try place("data/rows/tokens.js") < place("sweep/tokens.html"))
        #expect(try place("run/1.html") < place("sweep/tokens.html"))
        #expect(try place("sweep/tokens.html") < place("index.html"))
        #expect(paths.last == "data/revision.js")
    }

    @Test func aSecondBuildWritesWhatChangedAndNothingElse() throws {
        try withTemporaryFolder { folder in
            let content = FixtureLab.content
            let all = try FixtureLab.site.write(to: folder)
            #expect(all.unchanged == 0 && all.removed == [])
            #expect(try FixtureLab.site.write(to: folder).written == [])

            let changed = SiteContent(
                lab: content.lab,
                sweeps: content.sweeps,
                series: content.series,
                logTails: [2: "a line more"],
                reproductions: content.reproductions
            )
            let changes = try Site(changed).write(to: folder)
            // Run 2 got a log, runs 1 and 9 lost theirs, and the revisions tell open pages.
            #expect(
                changes.written == [
                    "run/1.html", "run/2.html", "run/9.html", "data/revision/tokens.js", "data/revision.js",
                ]
            )
        }
    }

    @Test func filesOfRunsThatAreGoneAreRemovedAndStrangersStay() throws {
        try withTemporaryFolder { folder in
            let content = FixtureLab.content
            try FixtureLab.site.write(to: folder)
            try Data("mine".utf8).write(to: folder.appending(path: "notes.txt"))
            let less = SiteContent(lab: content.lab, sweeps: [content.sweeps[1]], series: content.series)
            let changes = try Site(less).write(to: folder)
            #expect(changes.removed.contains("run/1.html") && changes.removed.contains("sweep/tokens.html"))
            let exists = { (path: String) in FileManager.default.fileExists(atPath: folder.appending(path: path).path) }
            #expect(!exists("run/1.html") && !exists("data/sweep/tokens"))
            #expect(exists("notes.txt") && exists("run/21.html"))
        }
    }

    @Test func aFileThatIsNotOursIsLeftAlone() throws {
        try withTemporaryFolder { folder in
            let home = folder.appending(path: "index.html")
            try Data("my own page".utf8).write(to: home)
            #expect(throws: SiteError.notOurs(path: home.path)) { try FixtureLab.site.write(to: folder) }
            #expect(try String(contentsOf: home, encoding: .utf8) == "my own page")
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "assets").path))
        }
    }

    /// Somebody's edit of the list must not make a build remove files elsewhere.
    @Test func theListOfWrittenFilesCannotPointOutside() throws {
        try withTemporaryFolder { folder in
            let site = folder.appending(path: "site")
            let outside = folder.appending(path: "outside.txt")
            try Data("keep".utf8).write(to: outside)
            try FixtureLab.site.write(to: site)
            try Data("../outside.txt\n\(outside.path)\n".utf8).write(to: site.appending(path: ".site-files"))
            // The files now count as somebody else's, and outside nothing was touched.
            #expect(throws: SiteError.self) { try FixtureLab.site.write(to: site) }
            #expect(FileManager.default.fileExists(atPath: outside.path))
        }
    }

    @Test func anEmptyLabIsASiteToo() {
        let files = Site(SiteContent(lab: "new", sweeps: [], series: [:])).files
        #expect(files.map(\.path).suffix(2) == ["index.html", "data/revision.js"])
    }
}
