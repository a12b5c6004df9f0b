import Statistics

/// Takes the claims of one table together, so that the chance of any false verdict among them stays at the table's α.
///
/// Each claim's looks become one p-value by alpha spending, and Holm's correction goes over those of all claims, ones
/// without results included, so that results that come later loosen nothing. That they hold, that they have the sign
/// claimed, and that their opposites hold are three families.
struct ClaimFamily {
    let table: ExpectedTable

    func verdicts(_ found: [Result<Evidence, any Error>]) -> [ClaimVerdict] {
        let support = adjusted(found) { $0.support }
        let direction = adjusted(found) { $0.direction }
        let against = adjusted(found) { $0.against }
        let open = max(1, support.count { $0 > table.alpha })
        return found.indices.map { index in
            let claim = table.claims[index]
            switch found[index] {
            case .failure(let problem): return refused(claim, problem)
            case .success(let evidence):
                let verdict: Verdict
                if support[index] <= table.alpha {
                    verdict = .reproduced
                } else if against[index] <= table.alpha {
                    verdict = .contradicted
                } else if direction[index] <= table.alpha {
                    verdict = .directionOnly
                } else {
                    verdict = .inconclusive(more: more(evidence, open: open))
                }
                return ClaimVerdict(
                    claim: claim,
                    verdict: verdict,
                    estimate: evidence.estimate,
                    interval: evidence.interval,
                    support: support[index],
                    against: against[index],
                    size: evidence.size,
                    units: evidence.units,
                    looks: evidence.looks.count,
                    notes: evidence.notes
                )
            }
        }
    }

    private func adjusted(_ found: [Result<Evidence, any Error>], _ p: (Evidence.Look) -> Double) -> [Double] {
        Holm.adjusted(
            found.map { result in
                guard case .success(let evidence) = result else { return 1 }
                let looks = evidence.looks.map(p)
                let sizes = evidence.units == .items ? [evidence.size] : table.seeds.looks
                return AlphaSpending(sizes: sizes).probability(looks)
            }
        )
    }

    /// How many more seeds, or items, an effect of the size seen would need at the level that is left for this claim.
    private func more(_ evidence: Evidence, open: Int) -> Int? {
        guard let effect = evidence.effect,
            let needed = SampleSize.pairs(effect: effect, alpha: table.alpha / Double(open), power: table.power)
        else { return nil }
        return max(1, needed - evidence.size)
    }

    private func refused(_ claim: Claim, _ problem: any Error) -> ClaimVerdict {
        let verdict: Verdict
        let note: String
        var size = 0
        switch problem {
        case EvidenceProblem.notRun(let text): (verdict, note) = (.notRun, text)
        case EvidenceProblem.notComparable(let text): (verdict, note) = (.notComparable, text)
        case EvidenceProblem.tooFew(let seeds, let needed):
            size = seeds
            verdict = .inconclusive(more: needed - seeds)
            note =
                seeds == 1
                ? "one seed only: its difference says nothing about another seed's"
                : "\(seeds) shared seeds; the first test is at \(needed)"
        default: (verdict, note) = (.notComparable, "\(problem)")
        }
        return ClaimVerdict(
            claim: claim,
            verdict: verdict,
            estimate: nil,
            interval: nil,
            support: nil,
            against: nil,
            size: size,
            units: claim.units,
            looks: 0,
            notes: [note]
        )
    }
}
