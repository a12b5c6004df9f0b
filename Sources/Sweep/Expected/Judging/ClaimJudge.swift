import Statistics

/// Finds the evidence for one claim of a table.
struct ClaimJudge {
    let table: ExpectedTable
    let claim: Claim
    let measurements: [String: RowMeasurement]

    /// The evidence.
    ///
    /// - Throws: `EvidenceProblem` where there is none that means what it seems to.
    func evidence() throws -> Evidence {
        for row in claim.rows where measurements[row]?.results.isEmpty ?? true {
            throw EvidenceProblem.notRun("\(row): \(measurements[row]?.missing ?? "no results")")
        }
        try checkNumbers()
        if claim.units == .items { return try ItemJudge(claim: claim, measurements: measurements).evidence() }
        try checkItems()
        let samples = try Samples(table: table, claim: claim, measurements: measurements)
        var evidence = Evidence(size: samples.count)
        for size in table.seeds.looks where size <= samples.count {
            evidence.looks.append(look(samples.prefix(size), size))
        }
        let all = samples.prefix(min(samples.count, table.seeds.max))
        describe(all, &evidence)
        evidence.notes += samples.notes
        return evidence
    }

    /// A value that is no number would make every comparison with it false.
    private func checkNumbers() throws {
        for row in claim.rows {
            for result in measurements[row]?.results ?? [] {
                guard let value = result.values[claim.metric.name] else {
                    throw EvidenceProblem.notComparable("run \(result.run) of '\(row)' reports no \(claim.metric.name)")
                }
                guard value.isFinite else {
                    throw EvidenceProblem.notComparable(
                        "\(claim.metric.name) of run \(result.run) of '\(row)' is \(value)"
                    )
                }
            }
        }
    }

    /// A score over fewer questions is another score.
    private func checkItems() throws {
        var first: (run: String, items: Set<String>)?
        for row in claim.rows {
            for result in measurements[row]?.results ?? [] {
                guard let items = result.items.map({ Set($0.keys) }) else { continue }
                if let first, first.items != items {
                    let missing = first.items.symmetricDifference(items).count
                    throw EvidenceProblem.notComparable(
                        "runs \(first.run) and \(result.run) answered different questions: \(missing) are only in one"
                    )
                }
                first = first ?? (result.run, items)
            }
        }
    }

    private func look(_ samples: Samples, _ size: Int) -> Evidence.Look {
        let parts = contrasts(samples)
        switch claim.test {
        case .beats(_, _, let margin):
            var support = parts[0].above(margin)
            if let paper = claim.paper, let tolerance = claim.tolerance {
                // The paper's own difference, not merely its sign.
                support = max(support, parts[0].above(paper - tolerance), parts[0].below(paper + tolerance))
            }
            return .init(size: size, support: support, direction: parts[0].above(0), against: parts[0].below(0))
        case .equivalent(_, _, let margin), .matches(_, let margin):
            let support = max(parts[0].above(-margin), parts[0].below(margin))
            let against = min(1, 2 * min(parts[0].below(-margin), parts[0].above(margin)))
            return .init(size: size, support: support, direction: 1, against: against)
        case .monotone(_, let rows, let falls, let slack):
            // Every step must hold, so the weakest one decides and no correction is due; a reverse step may be any of them.
            let steps = parts.map { $0.above(-slack) }.max() ?? 1
            let whole = contrast(
                samples,
                falls ? rows[0] : rows[rows.count - 1],
                falls ? rows[rows.count - 1] : rows[0]
            )
            let reverse = (parts.map { $0.below(-slack) }.min() ?? 1) * Double(parts.count)
            return .init(
                size: size,
                support: max(steps, whole.above(0)),
                direction: whole.above(0),
                against: min(1, reverse)
            )
        case .best:
            let support = parts.map { $0.above(0) }.max() ?? 1
            let against = (parts.map { $0.below(0) }.min() ?? 1) * Double(parts.count)
            return .init(size: size, support: support, direction: 1, against: min(1, against))
        case .order(let rows, let tau):
            return order(rows, tau, samples, size)
        }
    }

    /// The differences that decide the claim, each positive where it is as claimed.
    private func contrasts(_ samples: Samples) -> [Contrast] {
        switch claim.test {
        case .beats(let first, let second, _), .equivalent(let first, let second, _):
            [contrast(samples, first, second)]
        case .monotone(_, let rows, let falls, _):
            zip(rows, rows.dropFirst()).map { falls ? contrast(samples, $0, $1) : contrast(samples, $1, $0) }
        case .best(let row, let others): others.map { contrast(samples, row, $0) }
        case .matches(let row, _): [Contrast(samples[row], against: samples.sign * (table.row(row)?.paper ?? .nan))]
        case .order: []
        }
    }

    private func contrast(_ samples: Samples, _ first: String, _ second: String) -> Contrast {
        table.method == .welch
            ? Contrast(independent: samples[first], samples[second])
            : Contrast(paired: samples[first], samples[second], method: table.method)
    }

    private func order(_ rows: [String], _ tau: Double, _ samples: Samples, _ size: Int) -> Evidence.Look {
        let kendall = KendallTau(
            rows.map { samples[$0].mean },
            rows.map { samples.sign * (table.row($0)?.paper ?? .nan) }
        )
        let greater = kendall.probability(.greater)
        let support = kendall.tau >= tau ? greater : 1
        return .init(size: size, support: support, direction: greater, against: kendall.probability(.less))
    }

    // MARK: - For the reader

    private func describe(_ samples: Samples, _ evidence: inout Evidence) {
        let parts = contrasts(samples)
        switch claim.test {
        case .beats(let first, let second, let margin):
            show(parts[0], &evidence)
            evidence.effect = parts[0].effect(from: parts[0].estimate < 0 ? 0 : margin)
            pairNotes(first, second, samples, &evidence)
        case .equivalent(_, _, let margin), .matches(_, let margin):
            show(parts[0], &evidence)
            evidence.effect = parts[0].effect(from: parts[0].estimate < 0 ? -margin : margin)
            if case .matches = claim.test {
                evidence.notes.append("the paper gives no spread; ours stands in for it")
            }
        case .monotone(_, let rows, let falls, let slack):
            evidence.effect = parts.compactMap { $0.effect(from: -slack) }.min()
            if parts.count > 1, table.method != .welch {
                let ordered = falls ? rows.reversed() : rows
                let page = PageTrendTest((0..<samples.shared).map { seed in ordered.map { samples[$0][seed] } })
                evidence.notes.append("Page's test for any trend: p \(Self.short(page.normalProbability()))")
            }
            evidence.notes.append("steps " + parts.map { Self.signed($0.estimate) }.joined(separator: ", "))
        case .best:
            evidence.effect = parts.compactMap { $0.effect(from: 0) }.min()
            if let nearest = parts.map(\.estimate).min() {
                evidence.estimate = nearest
                evidence.notes.append("\(Self.signed(nearest)) to the nearest other row")
            }
        case .order(let rows, _):
            let tau = KendallTau(
                rows.map { samples[$0].mean },
                rows.map { samples.sign * (table.row($0)?.paper ?? .nan) }
            )
            evidence.estimate = tau.tau
            evidence.notes.append("τ \(Self.signed(tau.tau)) over \(rows.count) rows")
        }
    }

    private func show(_ contrast: Contrast, _ evidence: inout Evidence) {
        evidence.estimate = contrast.estimate
        evidence.interval = contrast.interval(confidence: 0.95)
    }

    private func pairNotes(_ first: String, _ second: String, _ samples: Samples, _ evidence: inout Evidence) {
        guard table.method != .welch else { return }
        let differences = zip(samples[first], samples[second]).map { $0 - $1 }
        evidence.notes.append("\(differences.count { $0 > 0 }) of \(differences.count) seeds as claimed")
        // The other unit, as a remark: it is not what the verdict rests on.
        guard let other = try? ItemJudge(claim: claim, measurements: measurements).evidence(),
            let look = other.looks.last
        else { return }
        evidence.notes.append("over \(other.size) items, for these models only: p \(Self.short(look.direction))")
    }

    private static func short(_ p: Double) -> String {
        p < 0.001 ? "< 0.001" : "\((p * 1000).rounded() / 1000)"
    }

    private static func signed(_ value: Double) -> String {
        let rounded = (value * 100).rounded() / 100
        return rounded < 0 ? "−\(-rounded)" : "+\(rounded)"
    }
}
