import Foundation
import RunLog
import Sweep
import Testing
import Tracker

/// An expected table held against the runs of a store.
@Suite struct ReproductionTests {
    private static let text = """
        table: widths
        paper: a paper
        metric: {name: eval/mme, better: higher}
        comparable: relative
        seeds: {min: 3, max: 4}
        baseline: narrow
        get: table 1
        rows:
          narrow: {where: {width: 1}}
          wide:   {where: {width: "{half * 2}"}}
        claims:
          wider: {test: wide beats narrow}
        """

    private func table(_ text: String = text) throws -> ExpectedTable {
        let reading = ExpectedReader { _ in Array(text.utf8) }.read("tables/widths.yaml")
        return try #require(reading.table, "\(reading.diagnostics)")
    }

    /// Runs of two widths with the given values by seed, all of the sweep `widths`.
    private func fill(_ fixture: LabFixture, _ values: [Int: [Double]], items: [String: String] = [:]) throws {
        for (width, results) in values {
            for (seed, value) in results.enumerated() {
                let name = "w\(width)s\(seed)"
                let run = try fixture.makeRun(
                    "widths/\(name)/1",
                    configuration: #"{"width":\#(width),"half":2,"seed":\#(seed)}"#,
                    log: LabFixture.line(1, #""eval/mme":1"#) + LabFixture.line(2, #""eval/mme":\#(value)"#)
                )
                if let text = items[name] {
                    try FileManager.default.createDirectory(atPath: run.artifacts, withIntermediateDirectories: true)
                    try text.write(toFile: "\(run.artifacts)/mme_items.jsonl", atomically: true, encoding: .utf8)
                }
                try ExitRecord(code: 0, reason: .finished, finishedAt: 3000).write(to: run)
            }
        }
        try fixture.ingest()
    }

    private let values = [1: [10.0, 11, 12, 11], 4: [20.0, 21, 22, 21.5]]

    @Test func rowsFindTheirRuns() throws {
        try LabFixture.with { (fixture) throws in
            try fill(fixture, values)
            let found = try ReproductionReader(fixture.store, table: table(), sweep: "widths").read()
            #expect(found.report.claims.map(\.verdict) == [.reproduced])
            #expect(found.runs["wide"]?.map(\.key) == ["w4s0", "w4s1", "w4s2", "w4s3"])
            #expect(found.report.rows[1].delta == 10.125)
            #expect(found.history == nil)
            let grid = ReproductionGrid(found)
            #expect(grid.summary == "1 REPRODUCED")
            #expect(grid.sources == ["Empty cells (all rows): see table 1"])
            #expect(grid.rows.cells[1].prefix(2) == ["wide", "–"])
        }
    }

    @Test func missingRunsSayWhy() throws {
        try LabFixture.with { (fixture) throws in
            try fill(fixture, [1: values[1] ?? [], 4: [20]])
            let failed = try fixture.makeRun("widths/w4s1/1", configuration: #"{"width":4,"half":2,"seed":1}"#)
            try fixture.claim(failed)
            try ExitRecord(code: 3, reason: .failed, finishedAt: 3000).write(to: failed)
            try fixture.ingest()
            let found = try ReproductionReader(fixture.store, table: table(), sweep: "widths").read()
            #expect(found.report.claims[0].verdict == .inconclusive(more: 2))
            let missing = try #require(found.report.rows[1].measurement.missing)
            #expect(missing.hasPrefix("seed 1 failed: exit.json says exit code 3"), "\(missing)")
        }
    }

    @Test func whatMeansSomethingElseIsRefused() throws {
        try LabFixture.with { (fixture) throws in
            try fill(fixture, values)
            let read = { (text: String) in
                try ReproductionReader(fixture.store, table: table(text), sweep: "widths").read()
            }
            let several = Self.text.replacing(#"{width: "{half * 2}"}"#, with: "{half: 2}")
            #expect(throws: ReproductionError.self) { try read(several) }
            do {
                _ = try read(several)
            } catch {
                #expect("\(error)".contains("tables/widths.yaml:10:3: error: row 'wide' matches 2 configurations"))
                #expect("\(error)".contains("width (1, 4)"))
            }
            do {
                _ = try read(Self.text.replacing("name: eval/mme", with: "name: eval/mne"))
                Issue.record("an unknown metric was accepted")
            } catch {
                #expect("\(error)".hasPrefix("tables/widths.yaml:3:16: error: no finished run of the sweep 'widths'"))
                #expect("\(error)".hasSuffix("Did you mean 'eval/mme'?"))
            }
        }
    }

    @Test func oneSeedTwiceIsRefused() throws {
        try LabFixture.with { (fixture) throws in
            try fill(fixture, values)
            let run = try fixture.makeRun(
                "widths/other/1",
                configuration: #"{"width":4,"half":2,"seed":0}"#,
                log: LabFixture.line(2, #""eval/mme":99"#)
            )
            try ExitRecord(code: 0, reason: .finished, finishedAt: 3000).write(to: run)
            try fixture.ingest()
            do {
                _ = try ReproductionReader(fixture.store, table: table(), sweep: "widths").read()
                Issue.record("two runs of one seed were accepted")
            } catch {
                #expect("\(error)".contains("row 'wide' has 2 finished runs with seed 0: other, w4s0"))
            }
        }
    }

    @Test func answersAreReadAndABadLineIsNotSkipped() throws {
        let line = { (item: String, isRight: Bool) in #"{"item":"\#(item)","correct":\#(isRight)}"# + "\n" }
        let text = Self.text.replacing("baseline: narrow", with: "over: items")
        let good = (0..<40).map { line("q\($0)", $0 % 4 != 0) }.joined()
        let bad = (0..<40).map { line("q\($0)", $0 % 4 == 0) }.joined()
        try LabFixture.with { (fixture) throws in
            try fill(fixture, [1: [10], 4: [20]], items: ["w1s0": bad, "w4s0": good])
            let found = try ReproductionReader(fixture.store, table: table(text), sweep: "widths").read()
            #expect(found.report.claims[0].verdict == .reproduced)
            #expect(found.report.claims[0].size == 40)
        }
        try LabFixture.with { (fixture) throws in
            try fill(fixture, [1: [10], 4: [20]], items: ["w1s0": bad, "w4s0": good + "{\"item\":\"q99\"}\n"])
            #expect(throws: ItemFileError.self) {
                try ReproductionReader(fixture.store, table: table(text), sweep: "widths").read()
            }
        }
    }

    @Test func aTableThatChangesAfterResultsIsMarked() throws {
        try LabFixture.with { (fixture) throws in
            let sweep = SweepRecord(name: "widths", specPath: nil, spec: "", createdAt: Date(timeIntervalSince1970: 1))
            try fixture.store.register(sweep: sweep)
            let keep = { (text: String, at: Double) in
                try fixture.store.keep(
                    expectation: text,
                    path: "tables/widths.yaml",
                    sweep: "widths",
                    at: Date(timeIntervalSince1970: at)
                )
            }
            try keep(Self.text, 100)
            try fill(fixture, values)
            try keep(Self.text, 200)
            let reader = ReproductionReader(fixture.store, table: try table(), sweep: "widths")
            #expect(try reader.read().warnings.isEmpty)
            #expect(try fixture.store.expectations().map(\.versions.count) == [1])

            try keep(Self.text.replacing("wide beats narrow", with: "narrow beats wide"), 300)
            let found = try reader.read()
            #expect(found.warnings.count == 1)
            #expect(
                found.warnings[0].contains("expected table changed after results: 1970-01-01 00:05 UTC, when 8 runs")
            )
            #expect(
                try #require(found.history).changes == [
                    "-   wider: {test: wide beats narrow}", "+   wider: {test: narrow beats wide}",
                ]
            )
        }
    }

    @Test func everyFormatHoldsTheVerdict() throws {
        try LabFixture.with { (fixture) throws in
            try fill(fixture, values)
            let found = try ReproductionReader(fixture.store, table: table(), sweep: "widths").read()
            let grid = ReproductionGrid(found)
            let markdown = ReproductionText.markdown(grid)
            #expect(markdown.contains("| wide beats narrow | wide beats narrow | – | +10.12 ± 0.40"))
            #expect(markdown.contains("| REPRODUCED | 4 of 4 seeds as claimed |"))
            let latex = ReproductionText.latex(grid)
            #expect(latex.contains("REPRODUCED") && latex.contains("$\\pm$") && latex.contains("95 \\%"))
            #expect(!latex.contains("eval/mme_"))
            #expect(found.json["exit_code"] == .int(0))
            #expect(found.json["claims"]?.text.contains("\"verdict\":\"REPRODUCED\"") ?? false)
            // The page is there, and leads to the runs.
            try fixture.store.keep(expectation: Self.text, path: "widths.yaml", sweep: "widths", at: Date())
            let site = Site(try SiteContent(fixture.store))
            let page = try #require(site.files.first { $0.path == "ablation/widths/widths.yaml.html" })
            let source = String(decoding: page.bytes, as: UTF8.self)
            #expect(source.contains("class=\"chip v-reproduced\">REPRODUCED"))
            #expect(source.contains("href=\"../../run/"))
            let home = try #require(site.files.first { $0.path == "index.html" })
            #expect(String(decoding: home.bytes, as: UTF8.self).contains("Reproduced tables"))
        }
    }
}
