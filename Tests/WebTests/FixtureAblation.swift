import Foundation
import Sweep
import Testing
import Tracker

/// An expected table beside invented measurements: every kind of claim, cells with and without a number of the paper.
enum FixtureAblation {
    private static let text = """
        table: "Depth of the projector"
        paper: "an invented paper"
        note: "Invented, to look at."
        metric: {name: eval/mme, better: higher, unit: points}
        comparable: absolute
        seeds: {min: 3, max: 5}
        baseline: two
        rows:
          two:  {where: {projector.depth: 2}, paper: 1350, from: "table 4", label: "Two layers"}
          four: {where: {projector.depth: 4}, paper: 1395, from: "table 4", label: "Four layers"}
          six:  {where: {projector.depth: 6}, get: "table 5", label: "Six layers"}
        claims:
          deeper: {says: "Four layers are better than two", test: four beats two by 10, paper: 45, tolerance: 20, from: "table 4"}
          enough: {says: "Six layers are as good as four", test: six equivalent to four within 30}
          same:   {says: "Two layers are where the paper has them", test: two matches the paper within 25}
          worse:  {says: "Two layers are better than four", test: two beats four}
        """

    /// The table with its verdicts, of names that a hostile lab may change.
    static func reproduction(sweep: String, runs: [Run], named: (String) -> String = { $0 }) -> Reproduction? {
        let said = text.replacing(/"([^"]*)"/) { match in
            let name = named(String(match.1)).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            return "\"\(name)\""
        }
        let reading = ExpectedReader(loader: { _ in Array(said.utf8) }).read("tables/depth.yaml")
        guard let table = reading.table else {
            Issue.record("the invented table is none: \(reading.diagnostics)")
            return nil
        }
        let values = [
            "two": [1352.0, 1341, 1360, 1349], "four": [1398.0, 1391, 1407, 1396], "six": [1401.0, 1388, 1404, 1399],
        ]
        let measured = values.map { row, values in
            RowMeasurement(
                row: row,
                results: values.enumerated()
                    .map { SeedResult(seed: $0.offset, run: "r", values: ["eval/mme": $0.element]) },
                missing: row == "six" ? named("seed 4 failed: exit code 1") : nil
            )
        }
        let version = Expectation(
            sweep: sweep,
            name: "depth.yaml",
            path: "tables/depth.yaml",
            digest: String(repeating: "ab", count: 32),
            text: said,
            seenAt: Date(timeIntervalSince1970: 1_763_873_000),
            results: 2
        )
        return Reproduction(
            sweep: sweep,
            report: TableReport(table, measurements: measured),
            runs: ["two": runs],
            history: ExpectationHistory([version])
        )
    }
}
