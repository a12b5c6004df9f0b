public import RunLog

/// Runs that are alike in what they are grouped by: the seeds of one configuration.
public struct RunGroup: Sendable {
    /// What they have in common, in the order of the columns that they are grouped by; nil where they have nothing to say.
    public let key: [JSONValue?]
    /// The runs, in the order in which they came.
    public let runs: [Run]

    /// Groups runs by columns; groups and the runs in them keep the order of the runs.
    ///
    /// Numbers that are equal are one key, whether written `2` or `2.0`. `now` ends the duration of a run that goes on.
    public static func groups(of runs: [Run], by columns: [RunColumn], now: Double) -> [RunGroup] {
        var places: [[JSONValue?]: Int] = [:]
        var groups: [(key: [JSONValue?], runs: [Run])] = []
        for run in runs {
            let key = columns.map { $0.value(of: run, now: now) }
            let same = key.map { $0.map(comparable) }
            if let place = places[same] {
                groups[place].runs.append(run)
            } else {
                places[same] = groups.count
                groups.append((key, [run]))
            }
        }
        return groups.map { RunGroup(key: $0.key, runs: $0.runs) }
    }

    /// The columns to group runs by so that only those of `left`, such as the parameter `seed`, are taken over: every other
    /// parameter that is not the same in all runs, and the sweep and the stage where they differ.
    public static func columns(of runs: [Run], over left: [RunColumn]) -> [RunColumn] {
        let fixed: [RunColumn] = [.sweep, .stage]
            .filter { column in Set(runs.map { column.value(of: $0, now: 0) }).count > 1 }
        let varying = Run.varyingParameters(of: runs).map { RunColumn.parameter($0) }
        return (fixed + varying).filter { !left.contains($0) }
    }

    /// What a column comes to over the group.
    ///
    /// Runs for which it is no number are left out; one for which it is NaN makes the mean NaN.
    public func statistics(of column: RunColumn, now: Double) -> ColumnStatistics? {
        let values = runs.compactMap { $0.isNumeric(column) ? column.value(of: $0, now: now)?.doubleValue : nil }
        return ColumnStatistics(values, goal: goal(of: column))
    }

    private func goal(of column: RunColumn) -> MetricGoal {
        let name: String? =
            switch column {
            case .metric(let name, _): name
            case .moment(let moment): moment.metric
            default: nil
            }
        guard let name else { return .min }
        return runs.lazy.compactMap { $0.summaries[name]?.goal }.first ?? MetricGoal(suggestedBy: name)
    }

    private static func comparable(_ value: JSONValue) -> JSONValue {
        guard case .double(let number) = value, let whole = Int64(exactly: number) else { return value }
        return .int(whole)
    }
}

extension Run {
    /// The parameters that are not the same in all runs, by path; one that some runs lack varies.
    public static func varyingParameters(of runs: [Run]) -> [String] {
        guard let first = runs.first else { return [] }
        var varying: Set<String> = []
        for run in runs.dropFirst() where run.parameters != first.parameters {
            for (path, value) in run.parameters where first.parameters[path] != value { varying.insert(path) }
            for path in first.parameters.keys where run.parameters[path] == nil { varying.insert(path) }
        }
        return varying.sorted()
    }

    /// Whether a column's value may be computed with; a text that reads as a number may not.
    fileprivate func isNumeric(_ column: RunColumn) -> Bool {
        guard case .parameter(let path) = column else { return true }
        guard let value = parameters[path] else { return false }
        return value.stringValue == nil
    }
}
