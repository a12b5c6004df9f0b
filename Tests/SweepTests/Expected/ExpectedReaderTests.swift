import Foundation
import Sweep
import Testing

/// What is wrong with an expected table is said with its place, and nothing of it is used.
@Suite struct ExpectedReaderTests {
    @Test func readsEveryPart() throws {
        let table = try table(
            """
            table: tokens
            paper: arXiv:2408.12928
            note: a smaller stand-in
            sweep: ablation-tokens
            metric: {name: eval/mme, better: higher, unit: points, value: best}
            comparable: relative
            seeds: {min: 3, max: 9, step: 2}
            alpha: 0.1
            over: seeds
            method: wilcoxon
            baseline: few
            tuned: optimizer.lr
            get: "the paper, table 4"
            rows:
              few:  {where: {projector.partial_tokens: 72}, label: 72 tokens}
              some: {where: {projector.partial_tokens: 144}, paper: 1400.5, from: "table 4, row 2"}
              many: {where: {projector.partial_tokens: 288}}
            claims:
              up:    {says: more is better, test: monotone in projector.partial_tokens until 200 within 5}
              top:   {test: best at many}
              close: {test: few equivalent to some within 20, metric: {name: eval/accuracy, better: higher}}
              gain:  {test: many beats few by 10, paper: 100, from: abstract, over: items}
            """
        )
        #expect(table.seeds.looks == [3, 5, 7, 9])
        #expect(table.rows.map(\.source) == ["the paper, table 4", "table 4, row 2", "the paper, table 4"])
        #expect(table.rows[1].paper == 1400.5)
        #expect(table.metric.value == .best)
        #expect(table.tuned == ["optimizer.lr"])
        #expect(
            table.claims.map(\.test) == [
                .monotone(parameter: "projector.partial_tokens", rows: ["few", "some"], falls: false, slack: 5),
                .best("many", others: ["few", "some"]), .equivalent("few", "some", within: 20),
                .beats("many", "few", margin: 10),
            ]
        )
        #expect(table.claims.map(\.metric.name) == ["eval/mme", "eval/mme", "eval/accuracy", "eval/mme"])
        #expect(table.claims[3].units == .items)
    }

    /// The example in the documentation is a table that reads.
    @Test func theDocumentedTableReads() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        let text = try String(contentsOf: root.appending(path: "docs/ablations.md"), encoding: .utf8)
        let blocks = text.components(separatedBy: "```yaml\n").dropFirst()
        let block = try #require(blocks.first?.components(separatedBy: "```").first)
        let table = try table(block)
        #expect(table.rows.count == 2 && table.claims.count == 1)
    }

    @Test func absoluteTablesTestTheirCells() throws {
        let table = try table(
            tableText(
                comparable: "absolute",
                extra: "tolerance: 15",
                rows: """
                    full: {where: {projector.kind: pargo}, paper: 1500, from: table 2}
                      plain: {where: {projector.kind: qformer}, get: table 2}
                    """
            )
        )
        #expect(table.claims.map(\.test) == [.beats("full", "plain", margin: 0), .matches("full", within: 15)])
    }

    @Test(
        arguments: [
            (
                tableText(comparable: "relativ"),
                "'comparable' is one of absolute, relative, order, not 'relativ'. Did you"
            ),
            (
                tableText(comparable: "relative", extra: "tolerance: 5"),
                "5:1: error: 'tolerance' compares values themselves"
            ),
            (
                tableText(claims: "a: {test: full matches the paper within 5}"),
                "the paper's cell of row 'full' is empty"
            ),
            (
                tableText(
                    rows: "full: {where: {a: 1}, paper: 3, from: x}",
                    claims: "a: {test: full matches the paper within 5}"
                ), "our value is compared with the paper's, but the table is 'comparable: relative'"
            ),
            (
                tableText(claims: "a: {test: full beats plain, paper: 10, from: x, tolerance: 2}"),
                "'tolerance' compares our difference with the paper's"
            ),
            (
                tableText(comparable: "order", claims: "a: {test: full beats plain by 5}"),
                "the size of a difference is tested"
            ),
            (
                tableText(comparable: "absolute", claims: "a: {test: full beats plain, paper: 10, from: x}"),
                "does not say how near to the paper's difference is near enough"
            ), (tableText(claims: "a: {test: full beats plan}"), "the table has no row 'plan'. Did you mean 'plain'?"),
            (tableText(claims: "a: {test: full beats full}"), "row 'full' is compared with itself"),
            (tableText(claims: "a: {test: full is nicer}"), "'full is nicer' is no test. Write 'A beats B'"),
            (tableText(claims: "a: {test: order as in the paper}"), "these cells are empty: full, plain"),
            (tableText(claims: "a: {test: monotone in projector.kind}"), "fewer than two rows name a number"),
            (tableText(claims: "a: {test: best at full, over: items}"), "can be tested 'over: items'"),
            (tableText(claims: "a: {says: x}"), "claim 'a' has no 'test'"),
            (tableText(claims: "a: {test: full beats plain, paper: 3}"), "does not say where it is from"),
            (tableText(rows: "full: {where: {a: 1}, paper: 3}"), "the paper's value of row 'full' does not say where"),
            (tableText(rows: "full: {where: {a: 1}}"), "is empty and does not say where to get it"),
            (tableText(rows: "full: {get: x}"), "row 'full' does not say which runs it means"),
            (tableText(rows: "full: {where: {seed: 1}, get: x}"), "a row stands for all its seeds"),
            (
                tableText(rows: "full: {where: {a: 1}, get: x}\n  twin: {where: {a: 1}, get: x}"),
                "rows 'full' and 'twin' ask for the same runs (first at line 7)"
            ), (tableText(extra: "alpha: 0.5"), "'alpha' must be from 0.0001 to 0.2"),
            (tableText(extra: "seeds: 1"), "'seeds' must be from 2"),
            (tableText(extra: "baseline: ful"), "Did you mean 'full'"),
            (tableText(extra: "allpha: 0.1"), "Did you mean 'alpha'?"), ("", "the file is empty"),
            ("table: x", "the expected table has no 'rows'"),
            (
                tableText().replacing(", better: higher", with: ""),
                "is a higher or a lower 'eval/mme' better?"
            ),
        ]
    )
    func saysWhatIsWrong(_ text: String, _ message: String) {
        let reading = readTable(text)
        #expect(reading.table == nil)
        let all = reading.diagnostics.map(\.description)
        #expect(all.contains { $0.contains(message) }, "\(all)")
        #expect(all.allSatisfy { $0.hasPrefix("table.yaml:") }, "\(all)")
    }

    @Test func metricsAreTheTrainers() throws {
        let reading = readTable(tableText().replacing("eval/mme", with: "eval/mne"), schema: try testSchema())
        #expect(
            reading.diagnostics.first?.description
                == "table.yaml:3:16: error: the trainer reports no metric 'eval/mne'. Did you mean 'eval/mme'?"
        )
    }

    @Test func rowsMeanOneConfigurationEach() throws {
        let text = tableText(
            extra: "tuned: optimizer.lr",
            rows: """
                full:  {where: {projector.kind: pargo}, get: x}
                  deep:  {where: {projector.depth: 9}, get: x}
                  typo:  {where: {projector.kid: pargo}, get: x}
                  plain: {where: {projector.kind: qformer, projector.depth: 2}, get: x}
                """
        )
        let spec = try spec(
            """
            axes:
              projector.kind: [pargo, qformer]
              projector.depth: [2, 4]
              optimizer.lr: [0.1, 0.2]
            seeds: 2
            """
        )
        let configurations = spec.expansion()
            .map { trial in
                Dictionary(uniqueKeysWithValues: trial.configuration.entries.map { ($0.path, $0.value) })
            }
        let found = RowCheck(try table(text), configurations: configurations).diagnostics(sweep: "test")
            .map(\.description)
        #expect(found.count == 3)
        #expect(found[0].hasPrefix("table.yaml:7:3: error: row 'full' matches 4 configurations"))
        #expect(found[0].contains("projector.depth (2, 4). Name the key in 'where'"))
        #expect(found[1].contains("matches no trial of the sweep 'test'. There, projector.depth is 2 or 4"))
        #expect(found[2].contains("does not set. Did you mean 'projector.kind'?"))
    }
}
