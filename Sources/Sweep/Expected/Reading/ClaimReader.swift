import Expressions

/// Reads the claims of an expected table and looks their rows up.
struct ClaimReader {
    /// What to do about an absolute comparison where values are not comparable.
    static let relativeAdvice =
        "Compare rows with one another instead, or write 'comparable: absolute' if the runs are the paper's own setting."

    let nodes: NodeReader
    let metrics: MetricReader
    let rows: [ExpectedRow]
    let metric: ExpectedMetric
    let units: ExpectedTable.Units
    let comparability: ExpectedTable.Comparability

    private static let known = ["says", "test", "metric", "over", "paper", "from", "get", "tolerance", "among"]
    private var log: DiagnosticLog { nodes.log }

    func read(_ node: YAMLNode) -> [Claim] {
        guard let entries = node.entries, !entries.isEmpty else {
            log.error("'claims' must be a mapping from names to claims, not \(node.kind)", at: node)
            return []
        }
        return entries.compactMap(claim)
    }

    /// Each cell with a value as a claim of its own: ours is the paper's.
    func cells(within tolerance: Double) -> [Claim] {
        rows.filter { $0.paper != nil }
            .map { row in
                let test = Claim.Test.matches(row.id, within: tolerance)
                let text = "\(row.id) matches the paper within \(Value.double(tolerance))"
                return Claim(
                    id: row.id,
                    says: "\(row.label) is as in the paper",
                    test: test,
                    text: text,
                    metric: metric,
                    units: .seeds,
                    paper: nil,
                    source: row.source,
                    tolerance: nil,
                    location: row.location
                )
            }
    }

    private func claim(_ entry: YAMLNode.Entry) -> Claim? {
        let parts = nodes.entries(entry.value, of: entry.key.text, known: Self.known)
        guard let node = parts["test"]?.value else {
            log.error("claim '\(entry.key.text)' has no 'test'", at: entry.key.location, advice: ClaimGrammar.forms)
            return nil
        }
        guard let text = nodes.string(node, "test") else { return nil }
        guard let words = ClaimGrammar.parsed(text) else {
            log.error("'\(text)' is no test", at: node, advice: ClaimGrammar.forms)
            return nil
        }
        let among = parts["among"].map { nodes.strings($0.value, "among").compactMap { row($0, at: node) } }
        guard let test = ClaimRows(rows: rows, among: among, log: log).test(words, at: node) else { return nil }
        let units = parts["over"].flatMap { nodes.word($0.value, "over", among: ExpectedTable.Units.allCases) } ?? units
        check(test, units, at: node)
        let paper = parts["paper"].flatMap { nodes.number($0.value, "paper") }
        return Claim(
            id: entry.key.text,
            says: parts["says"].flatMap { nodes.string($0.value, "says") } ?? text,
            test: test,
            text: text,
            metric: parts["metric"].flatMap { metrics.read($0.value) } ?? metric,
            units: units,
            paper: paper,
            source: source(parts, paper, entry.key),
            tolerance: tolerance(parts["tolerance"], paper, test, entry.key),
            location: entry.key.location
        )
    }

    private func row(_ name: String, at node: YAMLNode) -> ExpectedRow? {
        ClaimRows(rows: rows, among: nil, log: log).row(name, at: node)
    }

    /// Refuses what would compare numbers that mean different things.
    private func check(_ test: Claim.Test, _ units: ExpectedTable.Units, at node: YAMLNode) {
        if units == .items {
            switch test {
            case .beats, .equivalent: break
            default: log.error("only 'beats' and 'equivalent to' can be tested 'over: items'", at: node)
            }
        }
        switch (test, comparability) {
        case (.matches, .relative), (.matches, .order):
            log.error(
                "our value is compared with the paper's, but the table is 'comparable: \(comparability.rawValue)'",
                at: node,
                advice: Self.relativeAdvice
            )
        case (.beats(_, _, let margin), .order) where margin > 0: refuseSize(node)
        case (.equivalent, .order): refuseSize(node)
        case (.monotone(_, _, _, let slack), .order) where slack > 0: refuseSize(node)
        default: break
        }
    }

    private func refuseSize(_ node: YAMLNode) {
        log.error(
            "the size of a difference is tested, but the table is 'comparable: order'",
            at: node,
            advice: "Write 'comparable: relative' if differences mean the same as in the paper."
        )
    }

    private func source(_ parts: [String: YAMLNode.Entry], _ paper: Double?, _ key: YAMLKey) -> String? {
        let given = (parts["from"] ?? parts["get"]).flatMap { nodes.string($0.value, $0.key.text) }
        if paper != nil, parts["from"] == nil {
            log.error(
                "the paper's difference in claim '\(key.text)' does not say where it is from",
                at: key.location,
                advice: "Add 'from', such as from: \"abstract\"."
            )
        }
        return given
    }

    private func tolerance(_ entry: YAMLNode.Entry?, _ paper: Double?, _ test: Claim.Test, _ key: YAMLKey) -> Double? {
        guard let entry else {
            if paper != nil, comparability == .absolute, case .beats = test {
                log.error(
                    "claim '\(key.text)' does not say how near to the paper's difference is near enough",
                    at: key.location,
                    advice: "Add 'tolerance', in the metric's units."
                )
            }
            return nil
        }
        if comparability != .absolute {
            let word = comparability.rawValue
            log.error(
                "'tolerance' compares our difference with the paper's, but the table is 'comparable: \(word)'",
                at: entry.key.location,
                advice: Self.relativeAdvice
            )
        }
        return nodes.positive(entry.value, "tolerance")
    }
}

extension NodeReader {
    /// Any finite number.
    func number(_ node: YAMLNode, _ what: String) -> Double? {
        guard node.scalar?.value != .null else { return nil }
        guard let number = node.scalar?.value?.number, number.isFinite else {
            log.error("'\(what)' must be a number, not \(node.kind)", at: node)
            return nil
        }
        return number
    }
}
