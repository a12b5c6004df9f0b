import Sweep

/// A claim and how many seeds it is tested with.
struct Plan {
    let name: String
    let test: String
    let least: Int
    let most: Int

    /// The table with that one claim.
    var table: ExpectedTable {
        get throws {
            let text = """
                table: \(name)
                paper: simulated
                metric: {name: score, better: higher}
                comparable: relative
                seeds: {min: \(least), max: \(most)}
                get: nowhere
                rows:
                  first:  {where: {row: 1}}
                  second: {where: {row: 2}}
                claims:
                  it: {test: \(test)}
                """
            let reading = ExpectedReader { _ in Array(text.utf8) }.read("simulated.yaml")
            guard let table = reading.table else { throw UnreadableTable(problems: reading.diagnostics) }
            return table
        }
    }
}

/// A table that this program wrote cannot be read.
struct UnreadableTable: Error {
    let problems: [Diagnostic]
}
