import Expressions

/// What a run can be called.
struct RunNames {
    let id: Int64
    let key: String
    let attempt: Int
    let directory: String

    /// The one run that a text means.
    ///
    /// The text is an id, a key or its beginning, `KEY/ATTEMPT`, or a directory; the names have the latest attempts
    /// first.
    ///
    /// - Throws: ``StoreError`` when it means none or several.
    static func find(_ text: String, among names: [RunNames], lab: Lab) throws -> Int64 {
        if let exact = names.first(where: { $0.isCalled(text, lab: lab) }) { return exact.id }
        let beginnings = names.filter { $0.key.hasPrefix(text) }
        let keys = Set(beginnings.map(\.key))
        if keys.count > 1 { throw StoreError.ambiguous(name: text, matches: keys.sorted()) }
        if let only = beginnings.first { return only.id }
        let candidates = Set(names.map(\.key)).sorted()
        throw StoreError.unknown(
            kind: .run,
            name: text,
            suggestions: Spelling.nearest(to: text, among: candidates).map { [$0] } ?? []
        )
    }

    /// What an id, a key or `KEY/ATTEMPT` means, the first of the names that is called so, for looking up many.
    static func exact(_ names: [RunNames]) -> [String: Int64] {
        names.reduce(into: [:]) { exact, name in
            for text in [name.key, "\(name.key)/\(name.attempt)", String(name.id)] where exact[text] == nil {
                exact[text] = name.id
            }
        }
    }

    private func isCalled(_ text: String, lab: Lab) -> Bool {
        if key == text || "\(key)/\(attempt)" == text || String(id) == text { return true }
        let trimmed = text.hasSuffix("/") ? String(text.dropLast()) : text
        return directory == trimmed || "runs/\(trimmed)" == directory || "\(lab.path)/\(directory)" == trimmed
    }
}
