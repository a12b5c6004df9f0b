import RunLog
import Statistics

/// Which of a sweep's parameters its objective depends on.
package struct ImportanceRanking: Sendable {
    /// One parameter.
    package struct Row: Sendable {
        package let parameter: String
        /// Its share of what all parameters matter, 0 to 1.
        package let share: Double
        /// Spearman's rank correlation with the objective; nil for categories.
        package let correlation: Double?
    }

    /// The most important first.
    package let rows: [Row]
    /// The part of the objective's variance that the parameters explain.
    package let explained: Double
    /// How many runs it rests on.
    package let runs: Int

    private static let fewestRuns = 6
    private static let mostRuns = 400
    private static let mostParameters = 16

    /// Nil where there are too few finished results to say anything.
    package init?(_ digest: SweepDigest) {
        guard let objective = digest.objective else { return nil }
        let known = digest.current.compactMap { run -> (run: Run, value: Double)? in
            guard let summary = run.summaries[objective.metric] else { return nil }
            let best = objective.goal == .minimize ? summary.min : summary.max
            return best.flatMap { $0.isFinite ? (run, $0) : nil }
        }
        let every = max(1, (known.count + Self.mostRuns - 1) / Self.mostRuns)
        let sample = known.enumerated().filter { $0.offset.isMultiple(of: every) }.map(\.element)
        let parameters = digest.varying
            .filter { name in Set(sample.map { $0.run.parameters[name] }).count > 1 }
            .prefix(Self.mostParameters)
        guard sample.count >= Self.fewestRuns, !parameters.isEmpty else { return nil }
        let values = sample.map(\.value)
        let columns = parameters.map { name in Self.column(sample.map { $0.run.parameters[name] }) }
        let importance = ParameterImportance(parameters: columns.map(\.values), result: values, seed: 0)
        rows = zip(parameters, zip(columns, importance.shares))
            .map { name, found in
                let correlation = found.0.isOrdered ? RankCorrelation.spearman(found.0.values, values) : nil
                return Row(parameter: name, share: found.1, correlation: correlation)
            }
            .sorted { ($1.share, $0.parameter) < ($0.share, $1.parameter) }
        explained = importance.explained
        runs = sample.count
    }

    /// Numbers as they are; anything else by its place among the values that there are.
    private static func column(_ values: [JSONValue?]) -> (values: [Double], isOrdered: Bool) {
        let numbers = values.map { value -> Double? in
            switch value {
            case .int, .double: value?.doubleValue
            case .bool(let flag): flag ? 1 : 0
            default: nil
            }
        }
        let isOrdered = numbers.allSatisfy { $0.map { !$0.isNaN } ?? false }
        if isOrdered { return (numbers.compactMap(\.self), true) }
        let texts = values.map { $0.map(UserText.value) ?? "" }
        let places = Dictionary(
            uniqueKeysWithValues: Set(texts).sorted().enumerated().map { ($0.element, Double($0.offset)) }
        )
        return (texts.map { places[$0] ?? 0 }, false)
    }
}
