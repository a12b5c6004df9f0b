import Expressions

/// Puts a table's rows in the places of the names that a claim uses.
struct ClaimRows {
    let rows: [ExpectedRow]
    /// The rows that `among` names; nil for all.
    let among: [ExpectedRow]?
    let log: DiagnosticLog

    func test(_ words: ClaimGrammar, at node: YAMLNode) -> Claim.Test? {
        switch words {
        case .beats(let first, let second, let margin):
            pair(first, second, at: node).map { .beats($0.0, $0.1, margin: margin) }
        case .equivalent(let first, let second, let margin):
            pair(first, second, at: node).map { .equivalent($0.0, $0.1, within: margin) }
        case .monotone(let key, let falls, let until, let slack): monotone(key, falls, until, slack, at: node)
        case .best(let name): best(name, at: node)
        case .order(let tau): order(tau, at: node)
        case .matches(let name, let margin): matches(name, margin, at: node)
        }
    }

    func row(_ name: String, at node: YAMLNode) -> ExpectedRow? {
        if let row = rows.first(where: { $0.id == name }) { return row }
        let meant = Spelling.nearest(to: name, among: rows.map(\.id))
        log.error(
            "the table has no row '\(name)'",
            at: node,
            suggestion: meant,
            advice: meant == nil ? "It has \(rows.map(\.id).joined(separator: ", "))." : nil
        )
        return nil
    }

    private func pair(_ first: String, _ second: String, at node: YAMLNode) -> (String, String)? {
        guard let first = row(first, at: node), let second = row(second, at: node) else { return nil }
        guard first.id != second.id else {
            log.error("row '\(first.id)' is compared with itself", at: node)
            return nil
        }
        return (first.id, second.id)
    }

    private func best(_ name: String, at node: YAMLNode) -> Claim.Test? {
        guard let row = row(name, at: node) else { return nil }
        let others = (among ?? rows).filter { $0.id != row.id }
        guard !others.isEmpty else {
            log.error("there is no other row for '\(name)' to be better than", at: node)
            return nil
        }
        return .best(row.id, others: others.map(\.id))
    }

    private func matches(_ name: String, _ margin: Double, at node: YAMLNode) -> Claim.Test? {
        guard let row = row(name, at: node) else { return nil }
        guard row.paper != nil else {
            log.error("the paper's cell of row '\(name)' is empty", at: node, advice: "Get it: \(row.source)")
            return nil
        }
        return .matches(row.id, within: margin)
    }

    private func order(_ tau: Double, at node: YAMLNode) -> Claim.Test? {
        let rows = among ?? rows
        let empty = rows.filter { $0.paper == nil }
        guard empty.isEmpty else {
            let names = empty.map(\.id).joined(separator: ", ")
            log.error("the paper's order needs its values, and these cells are empty: \(names)", at: node)
            return nil
        }
        guard rows.count >= 4 else {
            log.error("an order of \(rows.count) rows says too little: even the same one comes by chance", at: node)
            return nil
        }
        return .order(rows: rows.map(\.id), tau: tau)
    }

    private func monotone(_ key: String, _ falls: Bool, _ until: Double?, _ slack: Double, at node: YAMLNode)
        -> Claim.Test?
    {
        let named = (among ?? rows).filter { $0.condition(on: key) != nil }
        let computed = named.filter { $0.condition(on: key)?.isComputed ?? false }
        guard computed.isEmpty else {
            // Their numbers differ from run to run, so the order is the one in which they are named.
            return inOrder(named, key, falls, until, slack, at: node)
        }
        let valued = named.compactMap { row in row.condition(on: key)?.value.number.map { (row: row, value: $0) } }
            .filter { $0.value <= until ?? .infinity }
            .sorted { $0.value < $1.value }
        guard valued.count >= 2 else {
            reportFew(key, at: node)
            return nil
        }
        let others = Set(valued.map { Set($0.row.conditions.filter { $0.path != key }) })
        let hasTwins = Set(valued.map(\.value)).count < valued.count
        if among == nil, others.count > 1 || hasTwins {
            reportMixed(valued.map(\.row), key, at: node)
            return nil
        }
        return .monotone(parameter: key, rows: valued.map(\.row.id), falls: falls, slack: slack)
    }

    private func inOrder(
        _ named: [ExpectedRow],
        _ key: String,
        _ falls: Bool,
        _ until: Double?,
        _ slack: Double,
        at node: YAMLNode
    ) -> Claim.Test? {
        guard among != nil, until == nil, named.count >= 2 else {
            let advice = "Name the rows in ascending order, among: [ROW, ROW], and leave 'until' out."
            log.error("'\(key)' is computed in these rows, so their order is not known", at: node, advice: advice)
            return nil
        }
        return .monotone(parameter: key, rows: named.map(\.id), falls: falls, slack: slack)
    }

    private func reportFew(_ key: String, at node: YAMLNode) {
        let names = Set(rows.flatMap { $0.conditions.map(\.path) }).sorted()
        log.error(
            "fewer than two rows name a number for '\(key)'",
            at: node,
            suggestion: Spelling.nearest(to: key, among: names)
        )
    }

    private func reportMixed(_ rows: [ExpectedRow], _ key: String, at node: YAMLNode) {
        let names = rows.map(\.id).joined(separator: ", ")
        log.error(
            "the rows \(names) differ in more than '\(key)'",
            at: node,
            advice: "Say which rows are meant: among: [ROW, ROW]."
        )
    }
}
