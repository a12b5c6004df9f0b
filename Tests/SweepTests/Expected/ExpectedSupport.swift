import Expressions
import Statistics
import Sweep
import Testing

/// A table of three rows and some claims; parts can be replaced.
func tableText(
    comparable: String = "relative",
    extra: String = "seeds: {min: 3, max: 6}",
    rows: String = """
    full: {where: {projector.kind: pargo}, get: "table 2"}
      plain: {where: {projector.kind: qformer}, get: "table 2"}
    """,
    claims: String = "better: {test: full beats plain}"
) -> String {
    """
    table: projectors
    paper: arXiv:2408.12928
    metric: {name: eval/mme, better: higher, unit: points}
    comparable: \(comparable)
    \(extra)
    rows:
      \(rows)
    claims:
      \(claims)
    """
}

/// What reading such a text gives.
func readTable(_ text: String, schema: TrainerSchema? = nil) -> ExpectedReading {
    ExpectedReader(schema: schema) { path in
        guard path == "table.yaml" else { throw MissingFile() }
        return Array(text.utf8)
    }
    .read("table.yaml")
}

/// The table of a text that must be free of errors.
func table(_ text: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) throws -> ExpectedTable {
    let reading = readTable(text)
    let report = reading.diagnostics.map(\.description).joined(separator: "\n")
    return try #require(reading.table, "\(report)", sourceLocation: sourceLocation)
}

/// A row's results: seeds count from 0.
func measured(_ row: String, _ values: [Double], items: [[Bool]]? = nil) -> RowMeasurement {
    let results = values.enumerated()
        .map { seed, value in
            let answers = items.map { lists in
                Dictionary(uniqueKeysWithValues: lists[seed].enumerated().map { ("question \($0)", $1) })
            }
            return SeedResult(seed: seed, run: "\(row)-\(seed)", values: ["eval/mme": value], items: answers)
        }
    return RowMeasurement(row: row, results: results)
}
