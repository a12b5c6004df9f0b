import Statistics

/// An expected table held against what was measured: a summary a row, a verdict a claim.
///
/// A pure function of both: the same runs always give the same verdicts, however often and at which moments somebody
/// looked, because claims are tested at the planned numbers of seeds only.
public struct TableReport: Sendable {
    /// The table.
    public let table: ExpectedTable
    /// Its rows.
    public let rows: [RowSummary]
    /// Its claims.
    public let claims: [ClaimVerdict]

    /// The report of a table.
    ///
    /// - Parameters:
    ///   - table: The table.
    ///   - measurements: What was measured for its rows; rows without any count as not run.
    public init(_ table: ExpectedTable, measurements: [RowMeasurement]) {
        self.table = table
        let byRow = Dictionary(measurements.map { ($0.row, $0) }) { first, _ in first }
        rows = table.rows.map { RowSummary($0, table, byRow) }
        let found = table.claims.map { claim in
            Result { try ClaimJudge(table: table, claim: claim, measurements: byRow).evidence() }
        }
        claims = ClaimFamily(table: table).verdicts(found)
    }

    /// 0 when every claim is reproduced, 1 when one is contradicted, else 2.
    public var exitCode: Int32 {
        if claims.contains(where: { $0.verdict == .contradicted }) { return 1 }
        return claims.allSatisfy { $0.verdict == .reproduced } ? 0 : 2
    }

    /// How many claims have each verdict, in the order of `Verdict`.
    public var counts: [(word: String, count: Int)] {
        let words = ["REPRODUCED", "DIRECTION ONLY", "CONTRADICTED", "INCONCLUSIVE", "NOT RUN", "NOT COMPARABLE"]
        return words.compactMap { word in
            let count = claims.count { $0.verdict.word == word }
            return count > 0 ? (word, count) : nil
        }
    }

    /// The rows whose claims more seeds could decide, the claim nearest to a decision first, and how many seeds each needs for
    /// its next look.
    public var wanted: [(rows: [String], seeds: Int, claim: String)] {
        let open = claims.filter { verdict in
            guard case .inconclusive = verdict.verdict, verdict.units == .seeds else { return false }
            return verdict.size < table.seeds.max
        }
        return open.sorted { Self.distance($0) < Self.distance($1) }
            .compactMap { verdict in
                table.seeds.looks.first { $0 > verdict.size }.map { (verdict.claim.rows, $0, verdict.claim.id) }
            }
    }

    private static func distance(_ verdict: ClaimVerdict) -> Double {
        min(verdict.support ?? 1, verdict.against ?? 1)
    }
}
