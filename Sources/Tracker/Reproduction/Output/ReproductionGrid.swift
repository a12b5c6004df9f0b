import Foundation
public import Sweep

/// A reproduction as two tables of texts, which every format prints in its own way.
public struct ReproductionGrid: Sendable {
    /// Names of columns and the rows under them.
    public struct Part: Sendable {
        /// The columns' names.
        public let columns: [String]
        /// The cells, row by row.
        public let cells: [[String]]
    }

    /// What is above everything: the table, the sweep, how values are compared.
    public let title: String
    /// A line on how to read it.
    public let subtitle: String
    /// paper | ours ± CI | Δ, a line a row.
    public let rows: Part
    /// Where the paper's cells are from, or can be had.
    public let sources: [String]
    /// A line a claim, with its verdict.
    public let claims: Part
    /// The verdict of each line of `claims`.
    public let verdicts: [Verdict]
    /// What a reader should know before believing it.
    public let warnings: [String]
    /// Such as `2 REPRODUCED · 1 NOT RUN`.
    public let summary: String

    /// The texts of a reproduction.
    public init(_ reproduction: Reproduction) {
        let report = reproduction.report
        let table = report.table
        title = "\(table.title) (\(table.paper)), sweep \(reproduction.sweep)"
        let unit = table.metric.unit.isEmpty ? "" : " in \(table.metric.unit)"
        let better = table.metric.better == .max ? "higher" : "lower"
        subtitle =
            "\(table.metric.name)\(unit), \(better) is better; comparable: \(table.comparability.rawValue); "
            + "95 % intervals; p-values one-sided, over all looks, corrected for \(table.claims.count) claim\(table.claims.count == 1 ? "" : "s"); "
            + "level \(NumberText.significant(table.alpha))"
        rows = Part(columns: Self.rowColumns(table), cells: report.rows.map { Self.cells($0, table) })
        sources = Self.sources(table.rows)
        claims = Part(
            columns: ["claim", "test", "paper", "ours", "p", "seeds", "verdict", "remarks"],
            cells: report.claims.map { Self.cells($0) }
        )
        verdicts = report.claims.map(\.verdict)
        warnings = reproduction.warnings
        summary = report.counts.map { "\($0.count) \($0.word)" }.joined(separator: " · ")
    }

    private static func rowColumns(_ table: ExpectedTable) -> [String] {
        let delta = table.baseline.map { ["Δ paper", "Δ ours to \($0)"] } ?? []
        return ["row", "paper", "ours"] + delta + ["seeds", "looked at", "missing"]
    }

    private static func cells(_ row: RowSummary, _ table: ExpectedTable) -> [String] {
        let measured = row.measurement
        let most = table.metric.value == .best ? " × \(measured.checkpoints) checkpoints" : ""
        let effort = "\(measured.configurations) configuration\(measured.configurations == 1 ? "" : "s")\(most)"
        let delta = table.baseline.map { _ in
            [
                MeasuredText.text(row.paperDelta, nil, signed: true) ?? "–",
                MeasuredText.text(row.delta, row.deltaInterval, signed: true) ?? "–",
            ]
        }
        return [
            row.row.label, paper(row.row), MeasuredText.text(row.mean, row.interval) ?? "–",
        ] + (delta ?? []) + [
            "\(measured.results.count)", measured.results.isEmpty ? "–" : effort, measured.missing ?? "",
        ]
    }

    private static func paper(_ row: ExpectedRow) -> String {
        row.paper.map(NumberText.significant) ?? "–"
    }

    /// Where the paper's cells are from, and where empty ones can be had: a line for each place.
    private static func sources(_ rows: [ExpectedRow]) -> [String] {
        var places: [String] = []
        for row in rows where !places.contains(row.source) { places.append(row.source) }
        return places.map { place in
            let own = rows.filter { $0.source == place }
            let names = own.count == rows.count ? "all rows" : own.map(\.id).joined(separator: ", ")
            return own[0].paper == nil ? "Empty cells (\(names)): see \(place)" : "Paper's cells (\(names)): \(place)"
        }
    }

    private static func cells(_ verdict: ClaimVerdict) -> [String] {
        let unit = verdict.units == .items ? "\(verdict.size) items" : "\(verdict.size)"
        return [
            verdict.claim.says, verdict.claim.text,
            verdict.claim.paper.flatMap { MeasuredText.text($0, nil, signed: true) } ?? "–",
            MeasuredText.text(verdict.estimate, verdict.interval, signed: true) ?? "–", probability(verdict), unit,
            text(verdict), verdict.notes.joined(separator: "; "),
        ]
    }

    /// The p-value of what the verdict says: of the opposite where that is nearer.
    private static func probability(_ verdict: ClaimVerdict) -> String {
        guard let support = verdict.support, let against = verdict.against else { return "–" }
        return against < support ? "\(MeasuredText.probability(against)) against" : MeasuredText.probability(support)
    }

    /// The verdict in words, with how much more it would take.
    static func text(_ verdict: ClaimVerdict) -> String {
        guard case .inconclusive(let more) = verdict.verdict else { return verdict.verdict.word }
        let unit = verdict.units == .items ? "item" : "seed"
        guard let more else {
            let isVague = verdict.size > 0 && verdict.estimate != nil
            return isVague ? "INCONCLUSIVE (over 1000 more \(unit)s, if any number)" : "INCONCLUSIVE"
        }
        return "INCONCLUSIVE (needs about \(more) more \(unit)\(more == 1 ? "" : "s"))"
    }
}
