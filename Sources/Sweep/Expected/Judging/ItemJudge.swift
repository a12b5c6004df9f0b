import Statistics

/// Compares two rows over the questions of their evaluation: each question is right or wrong under both.
struct ItemJudge {
    let claim: Claim
    let measurements: [String: RowMeasurement]

    /// The evidence; the estimate is the difference in the share of right answers.
    ///
    /// With one run a row the p-values are McNemar's exact ones; with several, each question counts once, with the mean of
    /// its answers, and the test is Student's over questions.
    ///
    /// - Throws: `EvidenceProblem.notComparable` where answers are missing.
    func evidence() throws -> Evidence {
        let (first, second, margin, isEquivalence) = pair
        let (ours, theirs) = try (shares(first), shares(second))
        let names = ours.keys.sorted()
        guard Set(names) == Set(theirs.keys) else {
            let missing = Set(names).symmetricDifference(theirs.keys).count
            throw EvidenceProblem.notComparable(
                "\(first) and \(second) answered different questions: \(missing) differ"
            )
        }
        let left = names.compactMap { ours[$0] }
        let right = names.compactMap { theirs[$0] }
        let contrast = Contrast(paired: left, right, method: .t)
        let interval = bootstrap(left, right)
        var evidence = Evidence(estimate: contrast.estimate, interval: interval, size: names.count, units: .items)
        evidence.effect = contrast.effect(from: isEquivalence ? (contrast.estimate < 0 ? -margin : margin) : margin)
        let isSingle = [first, second].allSatisfy { measurements[$0]?.results.count == 1 }
        let look: Evidence.Look
        if isEquivalence {
            let support = max(contrast.above(-margin), contrast.below(margin))
            let against = min(1, 2 * min(contrast.below(-margin), contrast.above(margin)))
            look = .init(size: names.count, support: support, direction: 1, against: against)
        } else if isSingle, margin == 0 {
            let test = McNemarTest(
                onlyFirst: zip(left, right).count { $0 > $1 },
                onlySecond: zip(left, right).count { $0 < $1 }
            )
            let support = test.exactProbability(.greater)
            look = .init(size: names.count, support: support, direction: support, against: test.exactProbability(.less))
        } else {
            look = .init(
                size: names.count,
                support: contrast.above(margin),
                direction: contrast.above(0),
                against: contrast.below(0)
            )
        }
        evidence.looks = [look]
        evidence.notes = ["holds for the models at hand; training again with other seeds is not covered"]
        return evidence
    }

    private var pair: (String, String, Double, Bool) {
        switch claim.test {
        case .beats(let first, let second, let margin): (first, second, margin, false)
        case .equivalent(let first, let second, let margin): (first, second, margin, true)
        // The reader admits no other test over items.
        default: (claim.rows[0], claim.rows.last ?? "", 0, false)
        }
    }

    /// The share of a row's runs that answered each question right.
    private func shares(_ row: String) throws -> [String: Double] {
        let results = measurements[row]?.results ?? []
        var sums: [String: Double] = [:]
        for result in results {
            guard let items = result.items, !items.isEmpty else {
                throw EvidenceProblem.notComparable("run \(result.run) of '\(row)' kept no answers")
            }
            if !sums.isEmpty, Set(sums.keys) != Set(items.keys) {
                throw EvidenceProblem.notComparable(
                    "run \(result.run) of '\(row)' answered other questions than its siblings"
                )
            }
            for (item, isRight) in items { sums[item, default: 0] += isRight ? 1 : 0 }
        }
        return sums.mapValues { $0 / Double(results.count) }
    }

    private func bootstrap(_ left: [Double], _ right: [Double]) -> ClosedRange<Double>? {
        let differences = zip(left, right).map { $0 - $1 }
        let stream = RandomStream(seed: 0, key: "items/\(claim.id)")
        return Bootstrap(differences, resamples: 1000, stream: stream) { $0.mean }.interval(confidence: 0.95)
    }
}
