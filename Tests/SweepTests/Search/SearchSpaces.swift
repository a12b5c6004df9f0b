import Sweep

/// Spaces that the tests of the search share.
enum SearchSpaces {
    /// Every kind of domain, and conditions two deep.
    static func everyKind() throws -> SearchSpace {
        try SearchSpace([
            SearchParameter("lr", .float(low: 1e-5, high: 1e-1, scale: .logarithmic)),
            SearchParameter("momentum", .float(low: 0, high: 0.99)),
            SearchParameter("dropout", .float(low: 0, high: 0.6, step: 0.05)),
            SearchParameter("decay", .float(low: 0.1, high: 10, scale: .logarithmic, step: 0.1)),
            SearchParameter("layers", .int(low: -2, high: 6)),
            SearchParameter("width", .int(low: 8, high: 4096, scale: .logarithmic)),
            SearchParameter("size", .ordinal(count: 4)),
            SearchParameter("only", .categorical(count: 1)),
            SearchParameter("fixed", .float(low: 2, high: 2)),
            SearchParameter("tune", .categorical(count: 3)),
            SearchParameter("lora.rank", .int(low: 1, high: 256), when: SearchCondition(parent: "tune", choice: 1)),
            SearchParameter(
                "lora.kind",
                .categorical(count: 2),
                when: SearchCondition(parent: "tune", choice: 1)
            ),
            SearchParameter(
                "lora.scale",
                .float(low: 0.5, high: 4),
                when: SearchCondition(parent: "lora.kind", choice: 0)
            ),
        ])
    }

    /// The square from -5 to 5.
    static func plane() throws -> SearchSpace {
        try SearchSpace([
            SearchParameter("x", .float(low: -5, high: 5)), SearchParameter("y", .float(low: -5, high: 5)),
        ])
    }
}

extension SearchPoint {
    /// A floating-point value of a point that has one; NaN otherwise.
    func float(_ path: String) -> Double {
        guard case .float(let number) = self[path] else { return .nan }
        return number
    }
}
