public import Expressions

/// What changes between two plans: trials that come, stay and go, by key.
public struct SpecDiff: Sendable {
    /// A key of the configuration whose values over all trials differ between the plans.
    public struct ParameterChange: Hashable, Sendable {
        /// The key's dotted path.
        public let path: String
        /// Its values in the old plan, in order of appearance; null where trials leave it to the trainer.
        public let old: [Value]
        /// Its values in the new plan.
        public let new: [Value]
    }

    /// Trials of the new plan that the old one does not have.
    public let added: [Plan.PlannedTrial]
    /// Trials of the new plan that the old one has too.
    public let kept: [Plan.PlannedTrial]
    /// Trials of the old plan that the new one does not have.
    public let dropped: [Plan.PlannedTrial]
    /// Keys whose values differ, sorted by path.
    ///
    /// Empty with trials added and dropped, code or commands differ.
    public let changes: [ParameterChange]

    /// Compares two plans.
    public init(from old: Plan, to new: Plan) {
        let oldKeys = Set(old.trials.map(\.key))
        let newKeys = Set(new.trials.map(\.key))
        added = new.trials.filter { !oldKeys.contains($0.key) }
        kept = new.trials.filter { oldKeys.contains($0.key) }
        dropped = old.trials.filter { !newKeys.contains($0.key) }
        let (oldValues, newValues) = (Self.values(old), Self.values(new))
        changes = Set(oldValues.keys).union(newValues.keys).sorted()
            .compactMap { path in
                let (before, after) = (oldValues[path] ?? [.null], newValues[path] ?? [.null])
                guard Set(before) != Set(after) else { return nil }
                return ParameterChange(path: path, old: before, new: after)
            }
    }

    /// Whether both plans run the same.
    public var isEmpty: Bool { added.isEmpty && dropped.isEmpty }

    private static func values(_ plan: Plan) -> [String: [Value]] {
        var values: [String: [Value]] = [:]
        var seen: [String: Set<Value>] = [:]
        for planned in plan.trials {
            for entry in planned.trial.configuration.entries
            where seen[entry.path, default: []].insert(entry.value).inserted {
                values[entry.path, default: []].append(entry.value)
            }
        }
        return values
    }
}
