import Sweep

/// The pictures of a reproduction: claims by their differences, rows by their values.
struct AblationPlots {
    private let reproduction: Reproduction
    private let grid: ReproductionGrid
    private let unit: String

    init(_ reproduction: Reproduction) {
        self.reproduction = reproduction
        grid = ReproductionGrid(reproduction)
        let metric = reproduction.table.metric
        unit = metric.unit.isEmpty ? metric.name : metric.unit
    }

    /// The differences that are in the metric's units; nil when there is none.
    ///
    /// Shares of right answers and rank correlations would need axes of their own; the table has them.
    var claims: ForestPlot? {
        let lines = zip(reproduction.report.claims, grid.claims.cells)
            .compactMap { verdict, texts -> ForestPlot.Line? in
                guard let estimate = verdict.estimate, verdict.units == .seeds else { return nil }
                if case .order = verdict.claim.test { return nil }
                let word = verdict.verdict.word
                return ForestPlot.Line(
                    label: UserText.isolated(verdict.claim.says, limit: 120),
                    estimate: estimate,
                    interval: verdict.interval,
                    paper: paper(of: verdict.claim),
                    margin: margin(of: verdict.claim),
                    classes: VerdictMark.classes(word),
                    words:
                        "\(UserText.isolatedText(verdict.claim.says, limit: 120)): ours \(texts[3]), paper \(texts[2]), \(word)"
                )
            }
        return ForestPlot(lines, caption: "Difference in \(unit), to the right as claimed", hasZero: true)
    }

    /// Each row's difference to the baseline, or its own value where the table names none.
    var rows: ForestPlot? {
        let hasBaseline = reproduction.table.baseline != nil
        let isAbsolute = reproduction.table.comparability == .absolute
        let lines = zip(reproduction.report.rows, grid.rows.cells)
            .compactMap { row, texts -> ForestPlot.Line? in
                guard let estimate = hasBaseline ? row.delta : row.mean else { return nil }
                // Beside values that mean something else the paper's would mislead.
                let paper = hasBaseline ? row.paperDelta : isAbsolute ? row.row.paper : nil
                let place = hasBaseline ? 3 : 1
                return ForestPlot.Line(
                    label: UserText.isolated(row.row.label, limit: 120),
                    estimate: estimate,
                    interval: hasBaseline ? row.deltaInterval : row.interval,
                    paper: paper,
                    margin: nil,
                    classes: "",
                    words:
                        "\(UserText.isolatedText(row.row.label, limit: 120)): ours \(texts[place + 1]), paper \(texts[place])"
                )
            }
        let name = UserText.shortened(reproduction.table.metric.name, to: 60)
        let baseline = reproduction.table.baseline.flatMap { reproduction.table.row($0)?.label } ?? ""
        return ForestPlot(
            lines,
            caption: hasBaseline ? "\(name) less that of \(UserText.shortened(baseline, to: 60))" : name,
            hasZero: hasBaseline
        )
    }

    /// Where the paper's value stands on the axis of differences; of a claim to match it at zero.
    private func paper(of claim: Claim) -> Double? {
        if case .matches = claim.test { return 0 }
        return claim.paper
    }

    /// What the interval must lie within (equivalence, a match, the paper's difference) or beyond (a margin to win by).
    private func margin(of claim: Claim) -> ClosedRange<Double>? {
        switch claim.test {
        case .equivalent(_, _, let within), .matches(_, let within): -within...within
        case .beats(_, _, let margin):
            if let paper = claim.paper, let tolerance = claim.tolerance {
                (paper - tolerance)...(paper + tolerance)
            } else {
                margin > 0 ? 0...margin : nil
            }
        case .monotone(_, _, _, let slack): slack > 0 ? -slack...0 : nil
        case .best, .order: nil
        }
    }
}
