/// Cuts an expression's text into tokens.
///
/// Names are dotted: `projector.depth`. After `metrics.` a `/` that is directly followed by a letter belongs to the
/// name, so `metrics.eval/mme.last` is one name and `metrics.a / metrics.b`, with spaces, divides. Backquotes hold any
/// other name: `` `data.my-set` ``. In queries (`NameStyle.slashed`) there are also dates, lengths of time (`2d`), and
/// `@` with a step in names: `train/loss@500`.
struct Lexer {
    private let text: [Unicode.Scalar]
    private let names: NameStyle
    private var position = 0

    init(_ text: [Unicode.Scalar], names: NameStyle) {
        self.text = text
        self.names = names
    }

    static func tokens(of text: String, names: NameStyle) throws(ExpressionError) -> [Token] {
        let scalars = Array(text.unicodeScalars)
        guard scalars.count <= Limits.length else {
            throw ExpressionError("longer than \(Limits.length) characters", at: Limits.length..<scalars.count)
        }
        var lexer = Lexer(scalars, names: names)
        var tokens: [Token] = []
        while true {
            let token = try lexer.next()
            tokens.append(token)
            if token.kind == .end { return tokens }
            if tokens.count > Limits.tokens {
                throw ExpressionError("more than \(Limits.tokens) words and signs", at: token.range)
            }
        }
    }

    private mutating func next() throws(ExpressionError) -> Token {
        while let scalar = peek(), scalar.properties.isWhitespace { position += 1 }
        let start = position
        guard let scalar = peek() else { return Token(kind: .end, range: start..<start) }
        let kind: Token.Kind
        if isDigit(scalar) || (scalar == "." && isDigit(peek(1))) {
            kind = .literal(try number())
        } else if isNameStart(scalar) {
            kind = word()
        } else if scalar == "'" || scalar == "\"" {
            kind = .literal(.string(try quoted(by: scalar)))
        } else if scalar == "`" {
            kind = .name(try quoted(by: scalar))
        } else {
            kind = .sign(try sign())
        }
        return Token(kind: kind, range: start..<position)
    }

    private mutating func word() -> Token.Kind {
        let start = position
        while let scalar = peek(), continuesName(scalar, from: start) { position += 1 }
        let word = string(start..<position)
        switch word {
        case "true": return .literal(.bool(true))
        case "false": return .literal(.bool(false))
        case "null": return .literal(.null)
        default: return Token.Word(rawValue: word).map(Token.Kind.word) ?? .name(word)
        }
    }

    private func continuesName(_ scalar: Unicode.Scalar, from start: Int) -> Bool {
        if isNameStart(scalar) || isDigit(scalar) { return true }
        if scalar == "@", names == .slashed { return isNameStart(peek(1)) || isDigit(peek(1)) }
        if scalar == "." { return isNameStart(peek(1)) || isDigit(peek(1)) }
        guard scalar == "/", isNameStart(peek(1)) else { return false }
        return names == .slashed || string(start..<position).hasPrefix("metrics.")
    }

    private mutating func number() throws(ExpressionError) -> Value {
        let start = position
        if names == .slashed, let date = try date() { return .int(date) }
        while let scalar = peek() {
            let afterExponent = position > start && (text[position - 1] == "e" || text[position - 1] == "E")
            let isPart = isDigit(scalar) || scalar == "." || isNameStart(scalar)
            guard isPart || (afterExponent && (scalar == "+" || scalar == "-")) else { break }
            position += 1
        }
        let digits = string(start..<position)
        if let int = Int(digits) { return .int(int) }
        if names == .slashed, let length = TimeLiteral.duration(digits) { return length }
        let isDecimal = digits.unicodeScalars.allSatisfy { isDigit($0) || ".eE+-".unicodeScalars.contains($0) }
        if isDecimal, let double = Double(digits), double.isFinite {
            if digits.contains(where: { ".eE".contains($0) }) { return .double(double) }
            throw ExpressionError("\(digits) is too large for a whole number", at: start..<position)
        }
        let kinds = names == .slashed ? "neither a number nor a length of time such as 90m or 2d" : "not a number"
        throw ExpressionError("'\(digits)' is \(kinds)", at: start..<position)
    }

    /// A date such as `2026-11-01` or `2026-11-01T14:30`, where four digits, a minus and two digits say that one is meant.
    private mutating func date() throws(ExpressionError) -> Int? {
        let shape = (0..<7).map { offset in offset == 4 ? peek(offset) == "-" : isDigit(peek(offset)) }
        guard shape.allSatisfy({ $0 }) else { return nil }
        let start = position
        while let scalar = peek(), isDigit(scalar) || isNameStart(scalar) || scalar == "-" || scalar == ":" {
            position += 1
        }
        let text = string(start..<position)
        guard let date = TimeLiteral.date(text) else {
            throw ExpressionError(
                "'\(text)' is no date: write 2026-11-01 or 2026-11-01T14:30 (UTC)",
                at: start..<position
            )
        }
        return date
    }

    private mutating func quoted(by quote: Unicode.Scalar) throws(ExpressionError) -> String {
        let start = position
        var content = String.UnicodeScalarView()
        position += 1
        while let scalar = peek(), scalar != quote {
            position += 1
            guard scalar == "\\", quote != "`" else {
                content.append(scalar)
                continue
            }
            content.append(try escape())
        }
        guard peek() == quote else {
            throw ExpressionError("this quote is never closed", at: start..<text.count, suggestion: nil)
        }
        position += 1
        return String(content)
    }

    private mutating func escape() throws(ExpressionError) -> Unicode.Scalar {
        guard let scalar = peek() else {
            throw ExpressionError("nothing follows this backslash", at: position - 1..<position)
        }
        position += 1
        switch scalar {
        case "n": return "\n"
        case "t": return "\t"
        case "\\", "'", "\"": return scalar
        default:
            throw ExpressionError(
                "'\\\(scalar)' is no escape: write '\\\\' for a backslash",
                at: position - 2..<position
            )
        }
    }

    private mutating func sign() throws(ExpressionError) -> Token.Sign {
        let start = position
        for length in [2, 1] where start + length <= text.count {
            let candidate = string(start..<start + length)
            if candidate == "=" {
                position += 1
                return .equal
            }
            if let sign = Token.Sign(rawValue: candidate) {
                position += length
                return sign
            }
            if let word = Self.otherLanguages[candidate] {
                throw ExpressionError(
                    "'\(candidate)' is not an operator here",
                    at: start..<start + length,
                    suggestion: word
                )
            }
        }
        throw ExpressionError("unexpected character '\(text[start])'", at: start..<start + 1)
    }

    /// Operators that people bring from other languages.
    private static let otherLanguages = [
        "&&": "and", "||": "or", "!": "not", "^": "**", "<>": "!=", "&": "and", "|": "or",
    ]

    private func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
        position + ahead < text.count ? text[position + ahead] : nil
    }

    private func string(_ range: Range<Int>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: text[range])
        return String(view)
    }

    private func isDigit(_ scalar: Unicode.Scalar?) -> Bool {
        scalar.map { ("0"..."9").contains($0) } ?? false
    }

    private func isNameStart(_ scalar: Unicode.Scalar?) -> Bool {
        scalar.map { ("a"..."z").contains($0) || ("A"..."Z").contains($0) || $0 == "_" } ?? false
    }
}
