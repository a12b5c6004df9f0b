import Foundation
import TestSupport
import Testing
import Tracker
import Web

/// What the pages say before any script runs.
@Suite struct PageTests {
    private let sources: [String: String] = Dictionary(
        uniqueKeysWithValues: FixtureLab.site.files
            .filter { $0.path.hasSuffix(".html") }
            .map { ($0.path, String(decoding: $0.bytes, as: UTF8.self)) }
    )

    private func source(_ path: String) throws -> String { try #require(sources[path]) }

    @Test func everyPageIsUnderThePolicyAndKeepsIt() {
        for (path, source) in sources {
            #expect(source.contains("content=\"default-src &#39;none&#39;; script-src &#39;self&#39;"), "\(path)")
            #expect(source.matches(of: /<script(?: [^>]*)?>(.*?)<\/script>/).allSatisfy { $0.1.isEmpty }, "\(path)")
            #expect(source.firstMatch(of: /<[^>]*\sstyle=|<style/) == nil, "\(path)")
            #expect(!source.contains("http://") && !source.contains("https://"), "\(path)")
        }
    }

    @Test func everyLinkLeadsToAFileOfTheSite() {
        let paths = Set(FixtureLab.site.files.map(\.path))
        for (path, source) in sources {
            let folder = path.split(separator: "/").dropLast().map(String.init)
            for match in source.matches(of: /\s(?:href|src|data-rows|data-live|data-revision)="([^"#?]+)/) {
                var parts = folder
                for part in match.1.split(separator: "/") {
                    if part == ".." { parts.removeLast() } else { parts.append(String(part)) }
                }
                #expect(paths.contains(parts.joined(separator: "/")), "\(path) → \(match.1)")
            }
        }
    }

    @Test func theSweepPageIsCompleteWithoutAScript() throws {
        let source = try source("sweep/tokens.html")
        #expect(source.matches(of: /<tr class="c\d/).count == 13)
        #expect(source.matches(of: /<svg class="overview"/).count == 3)
        #expect(source.contains("aria-label=\"train/loss of 12 runs, between"))
        for text in [
            "trial 10 · attempt 2", "projector.<wbr>depth", "8 finished, 2 running, 1 queued, 1 failed", ">1548",
        ] {
            #expect(source.contains(text), "\(text)")
        }
    }

    @Test func theRunPageSaysWhatWasSeen() throws {
        let source = try source("run/9.html")
        #expect(source.contains("<bdi>exit.json says code 1 (failed): train/loss was not finite for 20 steps</bdi>"))
        #expect(source.contains("warning step 741: train/loss is NaN\nevaluating 100%\nerror:"))
        #expect(source.contains("<span class=\"tag\">varies</span>"))
    }

    /// A number is no curve: the page of a run has it in a table, and the page of a sweep compares it as bars.
    @Test func whatWasMeasuredOnceIsInATable() throws {
        // It ends with its first evaluation.
        let run = FixtureRun(id: 1, sweep: "s", trial: 1, parameters: [:], steps: 250, floor: 1, seed: 1)
        let series = run.series().mapValues { [SiteContent.Curve(run: 1, points: $0)] }
        let value = try #require(series["eval/mme"]?.first?.points.values)
        #expect(value.count == 1)
        let content = SiteContent(lab: "lab", sweeps: [SiteContent.Sweep(name: "s", runs: [run.run()])], series: series)
        let pages = Dictionary(
            uniqueKeysWithValues: Site(content).files.map { ($0.path, String(decoding: $0.bytes, as: UTF8.self)) }
        )
        let page = try #require(pages["run/1.html"])
        let cells = "<td class=\"n\">\(NumberText.significant(value[0]))</td><td class=\"n\">250</td></tr>"
        #expect(page.contains("<bdi>eval/mme</bdi></th>\(cells)"))
        #expect(!page.contains("data-metric=\"eval/mme\"") && page.contains("data-metric=\"train/loss\""))
        #expect(try #require(pages["sweep/s.html"]).contains("data-metric=\"eval/mme\""))
    }

    @Test func emptyPlacesSaySo() throws {
        #expect(try source("run/12.html").contains("This run has logged no metric yet."))
        let empty = try #require(sources.first { $0.key.hasPrefix("sweep/perception") }).value
        #expect(empty.contains("This sweep has no runs yet."))
        let files = Site(SiteContent(lab: "new", sweeps: [], series: [:])).files
        let home = String(decoding: try #require(files.first { $0.path == "index.html" }).bytes, as: UTF8.self)
        #expect(home.contains("Nothing was run in this lab yet."))
    }

    /// Each mark of the picture is in the table too; sources are said once and not on every row.
    @Test func theAblationPageShowsItsClaimsAndRows() throws {
        let source = try source("ablation/tokens/depth.yaml.html")
        #expect(source.matches(of: ##/<figure class="forest"/##).count == 2)
        #expect(
            source.matches(of: #/<circle\ /#).count == 4 + 2
                && source.matches(of: ##/<use href="#paper"/##).count == 2 + 1
        )
        #expect(source.matches(of: #/<rect\ /#).count == 3)
        let words = "Four layers are better than two: ours +47.5 ± 2.8, paper +45.00, REPRODUCED"
        #expect(source.contains("aria-label=\"\(words)\""), "\(source)")
        for text in [
            "Paper&#39;s cells (two, four): table 4", "Empty cells (six): see table 5", "seed 4 failed: exit code 1",
            "+47.5 ± 2.8", "CONTRADICTED",
        ] { #expect(source.contains(text), "\(text)") }
    }

    @Test func theHomePageReadsAsRecorded() throws {
        try expectSnapshot(try source("index.html").replacing(/\?v=[0-9a-f]+/, with: "?v=…"), named: "home.html")
    }

    /// Elements open and close in order, so that no browser has to guess.
    @Test func tagsBalance() {
        for (path, source) in sources {
            var open: [Substring] = []
            for match in source.matches(of: /<(\/?)([a-z0-9]+)(?:[^>]*[^>\/])?>/)
            where !["meta", "link", "wbr"].contains(match.2) {
                if match.1.isEmpty { open.append(match.2) } else { #expect(open.popLast() == match.2, "\(path)") }
            }
            #expect(open == [], "\(path)")
        }
    }
}
