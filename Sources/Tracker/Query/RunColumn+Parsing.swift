import Expressions

extension RunColumn {
    /// Understands a column's name as a person types it.
    ///
    /// Beside the exact names, a metric's name alone means its last value, a parameter's path alone means the
    /// parameter, and `train/loss.min` needs no `metrics.` before it. The fixed columns come first.
    ///
    /// - Parameters:
    ///   - text: What was typed.
    ///   - parameters: The paths that there are.
    ///   - metrics: The metrics that there are.
    /// - Throws: ``StoreError/unknown(kind:name:suggestions:)`` with the nearest names.
    public init(parsing text: String, parameters: Set<String>, metrics: Set<String>) throws {
        if let column = Self.named(text, parameters: parameters, metrics: metrics) {
            self = column
            return
        }
        let names = Self.fixed.map(\.name) + parameters.sorted() + metrics.sorted()
        let bare = text.dropping(prefix: "params.") ?? text.dropping(prefix: "metrics.") ?? text
        let meant = Spelling.nearest(to: bare, among: names) ?? Self.statistic(meantBy: bare, metrics: metrics)
        throw StoreError.unknown(kind: .column, name: text, suggestions: meant.map { [$0] } ?? [])
    }

    /// Understands the name of a metric, alone, with a statistic or with a step, as ``init(parsing:parameters:metrics:)`` does.
    ///
    /// Nil for one that may mean a parameter.
    public init?(metric text: String, metrics: Set<String>) {
        guard !text.hasPrefix("params."), let column = Self.named(text, parameters: [], metrics: metrics) else {
            return nil
        }
        self = column
    }

    /// The column of that name; nil when there is none.
    static func named(_ text: String, parameters: Set<String>, metrics: Set<String>) -> RunColumn? {
        if let fixed = fixed.first(where: { $0.name == text }) { return fixed.column }
        if let path = text.dropping(prefix: "params."), parameters.contains(path) { return .parameter(path) }
        let bare = text.dropping(prefix: "metrics.") ?? text
        if let metric = metric(bare, among: metrics) { return metric }
        if let moment = RunMoment(parsing: bare, metrics: metrics) { return .moment(moment) }
        return parameters.contains(text) ? .parameter(text) : nil
    }

    /// The nearest name of a statistic, for a metric's name with one that is none.
    static func statistic(meantBy text: String, metrics: Set<String>) -> String? {
        guard let end = text.lastIndex(where: { $0 == "." || $0 == "@" }) else { return nil }
        let (name, word) = (String(text[..<end]), String(text[text.index(after: end)...]))
        guard metrics.contains(name) else { return nil }
        let nearest = Spelling.nearest(to: word, among: Statistic.allCases.map(\.rawValue))
        return "\(name).\(nearest ?? "last")"
    }

    private static func metric(_ text: String, among metrics: Set<String>) -> RunColumn? {
        if metrics.contains(text) { return .metric(text, .last) }
        guard let dot = text.lastIndex(of: "."),
            let statistic = Statistic(rawValue: String(text[text.index(after: dot)...]))
        else { return nil }
        let name = String(text[..<dot])
        return metrics.contains(name) ? .metric(name, statistic) : nil
    }
}

extension String {
    fileprivate func dropping(prefix: String) -> String? {
        hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
    }
}
