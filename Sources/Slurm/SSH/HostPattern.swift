/// A pattern of `ssh_config`: `*` stands for any letters, `?` for one, and `!` in front turns a match away.
struct HostPattern: Hashable, Sendable {
    let isNegated: Bool
    private let letters: [Character]

    init(_ text: some StringProtocol) {
        isNegated = text.hasPrefix("!")
        letters = Array((isNegated ? text.dropFirst() : text[...]).lowercased())
    }

    /// Whether the pattern, its `!` left out, fits the whole name.
    func fits(_ name: String) -> Bool {
        let name = Array(name.lowercased())
        var star: (pattern: Int, name: Int)?
        var pattern = 0
        var position = 0
        while position < name.count {
            if pattern < letters.count, letters[pattern] == "*" {
                star = (pattern, position)
                pattern += 1
            } else if pattern < letters.count, letters[pattern] == "?" || letters[pattern] == name[position] {
                pattern += 1
                position += 1
            } else if let back = star {
                // The last star takes one letter more.
                star = (back.pattern, back.name + 1)
                pattern = back.pattern + 1
                position = back.name + 1
            } else {
                return false
            }
        }
        return letters[pattern...].allSatisfy { $0 == "*" }
    }
}

extension [HostPattern] {
    /// Whether some pattern fits the name and no negated one does.
    func select(_ name: String) -> Bool {
        !contains { $0.isNegated && $0.fits(name) } && contains { !$0.isNegated && $0.fits(name) }
    }
}
