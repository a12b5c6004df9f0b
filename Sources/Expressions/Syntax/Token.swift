/// A word, number, string or sign of an expression, with where it stands.
struct Token: Hashable {
    enum Kind: Hashable {
        case literal(Value)
        case name(String)
        case word(Word)
        case sign(Sign)
        case end
    }

    /// The words that cannot be names.
    enum Word: String, CaseIterable {
        case and
        case or
        case not
        case `in`
        case `if`
        case `else`
        case matches
    }

    /// Operators and punctuation.
    enum Sign: String {
        case plus = "+"
        case minus = "-"
        case times = "*"
        case power = "**"
        case divide = "/"
        case floorDivide = "//"
        case remainder = "%"
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case open = "("
        case close = ")"
        case openList = "["
        case closeList = "]"
        case comma = ","
    }

    let kind: Kind
    let range: Range<Int>
}

extension Token: CustomStringConvertible {
    var description: String {
        switch kind {
        case .literal(let value): value.quoted
        case .name(let name): "'\(name)'"
        case .word(let word): "'\(word.rawValue)'"
        case .sign(let sign): "'\(sign.rawValue)'"
        case .end: "the end"
        }
    }
}
