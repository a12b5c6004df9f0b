/// The values that a claim's rows have, seed by seed, turned so that more is better.
struct Samples {
    /// 1 where more of the metric is better, −1 where less is.
    let sign: Double
    /// What a reader should know about the seeds.
    private(set) var notes: [String] = []
    private let byRow: [String: [Double]]

    /// How many seeds the claim can be tested with.
    let count: Int
    /// How many values each row has here.
    var shared: Int { byRow.values.map(\.count).min() ?? 0 }

    /// The values of a row.
    subscript(row: String) -> [Double] { byRow[row] ?? [] }

    /// The values of seeds that all rows share; of rows that need share none, each row's own.
    ///
    /// - Throws: `EvidenceProblem.tooFew` below the first look's number.
    init(table: ExpectedTable, claim: Claim, measurements: [String: RowMeasurement]) throws {
        let sign = claim.metric.better == .max ? 1.0 : -1.0
        let values = claim.rows.map { ($0, measurements[$0]?.values(of: claim.metric.name) ?? [:]) }
        let isPaired = table.method != .welch && claim.rows.count > 1
        let common = values.dropFirst()
            .reduce(Set(values.first?.1.keys.map { $0 } ?? [])) { $0.intersection($1.1.keys) }
        var byRow: [String: [Double]] = [:]
        for (row, bySeed) in values {
            let seeds = (isPaired ? Array(common) : Array(bySeed.keys)).sorted()
            byRow[row] = seeds.compactMap { bySeed[$0].map { sign * $0 } }
        }
        count = byRow.values.map(\.count).min() ?? 0
        self.sign = sign
        self.byRow = byRow
        guard count >= table.seeds.min else { throw EvidenceProblem.tooFew(seeds: count, needed: table.seeds.min) }
        let most = values.map(\.1.count).max() ?? 0
        if isPaired, most > count { notes.append("\(most - count) seeds that not all of its rows have were left out") }
        if count > table.seeds.max {
            notes.append("\(count - table.seeds.max) seeds beyond the planned \(table.seeds.max) were left out")
        }
    }

    private init(sign: Double, byRow: [String: [Double]], count: Int) {
        (self.sign, self.byRow, self.count) = (sign, byRow, count)
    }

    /// The first seeds only.
    func prefix(_ size: Int) -> Samples {
        Samples(sign: sign, byRow: byRow.mapValues { Array($0.prefix(size)) }, count: size)
    }
}
