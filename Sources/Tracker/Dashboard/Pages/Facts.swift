/// A few named figures in a row, at the head of a page.
package enum Facts {
    package struct Fact: Sendable {
        let name: HTML
        let value: HTML
        let note: HTML
    }

    package static func html(_ facts: [Fact]) -> HTML {
        guard !facts.isEmpty else { return .nothing }
        let items = facts.map { fact in
            HTML(
                .div,
                [],
                HTML(.dt, [], fact.name),
                HTML(.dd, [], fact.value, " ", HTML(.span, [.class("quiet")], fact.note))
            )
        }
        return HTML(.dl, [.class("facts")], each: items)
    }
}
