/// Reads tokens into a tree by recursive descent.
///
/// Loosest first: `a if c else b`, `or`, `and`, `not`, comparisons (also `in`, `matches`), `+ -`, `* / // %`, sign, `**`.
struct Parser {
    private let tokens: [Token]
    private var position = 0
    private var depth = 0

    private init(_ tokens: [Token]) {
        self.tokens = tokens
    }

    static func parse(_ text: String, names: NameStyle) throws(ExpressionError) -> Syntax {
        var parser = Parser(try Lexer.tokens(of: text, names: names))
        if parser.current.kind == .end {
            throw ExpressionError("the expression is empty", at: 0..<text.unicodeScalars.count)
        }
        let syntax = try parser.conditional()
        guard parser.current.kind == .end else { throw parser.unexpected("an operator") }
        return syntax
    }

    private mutating func conditional() throws(ExpressionError) -> Syntax {
        try descend()
        defer { depth -= 1 }
        let then = try disjunction()
        guard accept(.if) else { return then }
        let condition = try disjunction()
        guard accept(.else) else { throw unexpected("'else' (a condition has two sides: a if c else b)") }
        let otherwise = try conditional()
        let range = then.range.lowerBound..<otherwise.range.upperBound
        return Syntax(kind: .conditional(condition: condition, then: then, otherwise: otherwise), range: range)
    }

    private mutating func disjunction() throws(ExpressionError) -> Syntax {
        var left = try conjunction()
        while accept(.or) {
            let right = try conjunction()
            left = Syntax(kind: .or(left, right), range: left.range.lowerBound..<right.range.upperBound)
        }
        return left
    }

    private mutating func conjunction() throws(ExpressionError) -> Syntax {
        var left = try negation()
        while accept(.and) {
            let right = try negation()
            left = Syntax(kind: .and(left, right), range: left.range.lowerBound..<right.range.upperBound)
        }
        return left
    }

    private mutating func negation() throws(ExpressionError) -> Syntax {
        let start = current.range.lowerBound
        guard accept(.not) else { return try comparison() }
        try descend()
        defer { depth -= 1 }
        let operand = try negation()
        return Syntax(kind: .not(operand), range: start..<operand.range.upperBound)
    }

    /// `a < b <= c` means `a < b and b <= c`.
    private mutating func comparison() throws(ExpressionError) -> Syntax {
        var left = try sum()
        var result: Syntax?
        while let (kind, isNegated) = try comparisonSign() {
            let right = try sum()
            let range = left.range.lowerBound..<right.range.upperBound
            var next = Syntax(
                kind: kind.map { .binary($0, left, right) } ?? .matches(left, pattern: right),
                range: range
            )
            if isNegated { next = Syntax(kind: .not(next), range: range) }
            result = result.map { Syntax(kind: .and($0, next), range: $0.range.lowerBound..<range.upperBound) } ?? next
            left = right
        }
        return result ?? left
    }

    /// The comparison that stands here; `nil` as its operator means `matches`.
    private mutating func comparisonSign() throws(ExpressionError) -> (Operator?, isNegated: Bool)? {
        if case .sign(let sign) = current.kind, let comparison = Operator(sign), comparison.isComparison {
            position += 1
            return (comparison, false)
        }
        if accept(.in) { return (.isIn, false) }
        if accept(.matches) { return (nil, false) }
        guard accept(.not) else { return nil }
        if accept(.in) { return (.isIn, true) }
        if accept(.matches) { return (nil, true) }
        throw unexpected("'in' or 'matches'")
    }

    private mutating func sum() throws(ExpressionError) -> Syntax {
        var left = try product()
        while let sign = accept([.plus, .minus]) {
            left = binary(sign, left, try product())
        }
        return left
    }

    private mutating func product() throws(ExpressionError) -> Syntax {
        var left = try signed()
        while let sign = accept([.times, .divide, .floorDivide, .remainder]) {
            left = binary(sign, left, try signed())
        }
        return left
    }

    private mutating func signed() throws(ExpressionError) -> Syntax {
        let start = current.range.lowerBound
        guard let sign = accept([.minus, .plus]) else { return try power() }
        try descend()
        defer { depth -= 1 }
        let operand = try signed()
        guard sign == .minus else { return operand }
        return Syntax(kind: .negate(operand), range: start..<operand.range.upperBound)
    }

    /// `**` binds from the right and more tightly than a sign on its left: `-2 ** 2` is -4.
    private mutating func power() throws(ExpressionError) -> Syntax {
        let base = try atom()
        guard let sign = accept([.power]) else { return base }
        return binary(sign, base, try signed())
    }

    private mutating func atom() throws(ExpressionError) -> Syntax {
        let token = current
        switch token.kind {
        case .literal(let value):
            position += 1
            return Syntax(kind: .literal(value), range: token.range)
        case .name(let name):
            position += 1
            guard accept([.open]) != nil else { return Syntax(kind: .name(name), range: token.range) }
            let arguments = try items(until: .close)
            let range = token.range.lowerBound..<tokens[position - 1].range.upperBound
            return Syntax(kind: .call(name: name, nameRange: token.range, arguments: arguments), range: range)
        case .sign(.open):
            position += 1
            let inner = try conditional()
            guard accept([.close]) != nil else { throw unexpected("')'") }
            return inner
        case .sign(.openList):
            position += 1
            let elements = try items(until: .closeList)
            return Syntax(
                kind: .list(elements),
                range: token.range.lowerBound..<tokens[position - 1].range.upperBound
            )
        default: throw unexpected("a value or a name")
        }
    }

    private mutating func items(until close: Token.Sign) throws(ExpressionError) -> [Syntax] {
        var items: [Syntax] = []
        if accept([close]) != nil { return items }
        while true {
            items.append(try conditional())
            if accept([close]) != nil { return items }
            guard accept([.comma]) != nil else { throw unexpected("',' or '\(close.rawValue)'") }
        }
    }

    private var current: Token { tokens[position] }

    private func binary(_ sign: Token.Sign, _ left: Syntax, _ right: Syntax) -> Syntax {
        let range = left.range.lowerBound..<right.range.upperBound
        guard let operation = Operator(sign) else { return left }
        return Syntax(kind: .binary(operation, left, right), range: range)
    }

    private mutating func accept(_ word: Token.Word) -> Bool {
        guard current.kind == .word(word) else { return false }
        position += 1
        return true
    }

    private mutating func accept(_ signs: [Token.Sign]) -> Token.Sign? {
        guard case .sign(let sign) = current.kind, signs.contains(sign) else { return nil }
        position += 1
        return sign
    }

    private mutating func descend() throws(ExpressionError) {
        depth += 1
        if depth > Limits.depth {
            throw ExpressionError("nested more than \(Limits.depth) levels deep", at: current.range)
        }
    }

    private func unexpected(_ expected: String) -> ExpressionError {
        ExpressionError("expected \(expected), found \(current)", at: current.range)
    }
}
