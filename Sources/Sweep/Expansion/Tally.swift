import Expressions

/// What happened to the rows so far.
struct Tally {
    /// Rows looked at.
    var rows = 0
    private(set) var rules: [RuleCount]
    private(set) var failures: [Failure] = []

    init(rules: [Rule]) {
        self.rules = rules.map { RuleCount(name: $0.name, location: $0.location) }
    }

    /// Whether no rule removes the row.
    ///
    /// Later rules are asked too until they have applied once, so that one that never applies can be told from one
    /// that comes too late.
    mutating func keeps(_ values: [Value], _ rules: [Rule]) -> Bool {
        var isKept = true
        for index in rules.indices where isKept || !self.rules[index].hasApplied {
            do {
                guard try rules[index].removes(values) else { continue }
            } catch {
                if case .require(_, let text) = rules[index].test { fail(text, error.message) }
                return false
            }
            self.rules[index].hasApplied = true
            if isKept { self.rules[index].removed += 1 }
            isKept = false
        }
        return isKept
    }

    mutating func fail(_ source: SourceText, _ problem: String) {
        if let index = failures.firstIndex(where: { $0.source == source }) {
            failures[index].count += 1
        } else {
            failures.append(Failure(source: source, problem: problem))
        }
    }
}

/// An expression that has no usable value in some rows.
public struct Failure: Hashable, Sendable {
    /// The expression.
    public let source: SourceText
    /// What went wrong in the first such row.
    public let problem: String
    /// In how many rows.
    public internal(set) var count = 1
}
