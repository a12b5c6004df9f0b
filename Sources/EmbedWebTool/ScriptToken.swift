/// A piece of JavaScript source: a word, a literal or a sign, without the space before it.
struct ScriptToken {
    enum Kind {
        case word
        case number
        /// A string, a regular expression, or the fixed part of a template.
        case literal
        case sign
    }

    let kind: Kind
    var text: String
    /// Whether a line ended between the token before and this one, which may have ended a statement.
    let startsLine: Bool
}

/// Cuts the scripts of `web/` into tokens; comments and spaces are left out.
///
/// It knows what those scripts use, not all of the language: a `/` after `)`, `]`, `}`, a word or a number divides,
/// unless the word is a keyword; anywhere else it opens a regular expression.
struct ScriptLexer {
    private let source: [Unicode.Scalar]
    private var position = 0
    private var tokens: [ScriptToken] = []
    /// For each template that is open, how many braces are open inside its expression.
    private var templates: [Int] = []

    static let keywords: Set<String> = [
        "async", "await", "break", "case", "catch", "class", "const", "constructor", "continue", "default", "delete",
        "do", "else", "extends", "false", "finally", "for", "function", "get", "if", "in", "instanceof", "let", "new",
        "null", "of", "return", "set", "static", "super", "switch", "this", "throw", "true", "try", "typeof",
        "undefined", "void", "while", "yield",
    ]

    private static let signs = [
        ">>>=", "...", "===", "!==", "**=", "<<=", ">>=", ">>>", "&&=", "||=", "??=", "=>", "==", "!=", "<=", ">=",
        "&&", "||", "??", "?.", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<", ">>", "**",
    ]

    private init(_ text: String) {
        source = Array(text.unicodeScalars)
    }

    static func tokens(of text: String) -> [ScriptToken] {
        var lexer = ScriptLexer(text)
        while lexer.next() {}
        return lexer.tokens
    }

    private mutating func next() -> Bool {
        let startsLine = skipSpace()
        guard position < source.count else { return false }
        let start = position
        let scalar = source[position]
        var kind = ScriptToken.Kind.sign
        if Self.isWord(scalar), !isDigit(scalar) {
            kind = .word
            skip(while: Self.isWord)
        } else if isDigit(scalar) || (scalar == "." && isDigit(peek(1))) {
            kind = .number
            skip { Self.isWord($0) || $0 == "." }
        } else if scalar == "'" || scalar == "\"" {
            kind = .literal
            skipQuoted(by: scalar)
        } else if scalar == "`" || (scalar == "}" && templates.last == 0) {
            kind = .literal
            if scalar == "}" { templates.removeLast() }
            skipTemplate()
        } else if scalar == "/", opensPattern {
            kind = .literal
            skipPattern()
        } else {
            skipSign()
        }
        let text = String(String.UnicodeScalarView(source[start..<position]))
        if text == "{", !templates.isEmpty { templates[templates.count - 1] += 1 }
        if text == "}", kind == .sign, !templates.isEmpty { templates[templates.count - 1] -= 1 }
        tokens.append(ScriptToken(kind: kind, text: text, startsLine: startsLine))
        return true
    }

    private mutating func skipSpace() -> Bool {
        var sawLine = tokens.isEmpty
        while let scalar = peek() {
            if scalar == "/", peek(1) == "/" {
                skip { $0 != "\n" }
            } else if scalar == "/", peek(1) == "*" {
                position += 2
                while position < source.count, !(source[position] == "*" && peek(1) == "/") { position += 1 }
                position += 2
            } else if scalar == " " || scalar == "\n" {
                sawLine = sawLine || scalar == "\n"
                position += 1
            } else {
                break
            }
        }
        return sawLine
    }

    private var opensPattern: Bool {
        guard let last = tokens.last else { return true }
        switch last.kind {
        case .word: return Self.keywords.contains(last.text)
        case .number: return false
        case .literal: return last.text.hasSuffix("${")
        case .sign: return ![")", "]", "}"].contains(last.text)
        }
    }

    private mutating func skipPattern() {
        var isInSet = false
        position += 1
        while let scalar = peek(), isInSet || scalar != "/" {
            if scalar == "\\" { position += 1 }
            if scalar == "[" { isInSet = true }
            if scalar == "]" { isInSet = false }
            position += 1
        }
        position += 1
        skip(while: Self.isWord)
    }

    private mutating func skipQuoted(by quote: Unicode.Scalar) {
        position += 1
        while let scalar = peek(), scalar != quote { position += scalar == "\\" ? 2 : 1 }
        position += 1
    }

    /// Up to the template's end or to its next expression.
    private mutating func skipTemplate() {
        position += 1
        while let scalar = peek() {
            if scalar == "`" {
                position += 1
                return
            }
            if scalar == "$", peek(1) == "{" {
                position += 2
                templates.append(0)
                return
            }
            position += scalar == "\\" ? 2 : 1
        }
    }

    private mutating func skipSign() {
        for sign in Self.signs {
            let scalars = Array(sign.unicodeScalars)
            if position + scalars.count <= source.count,
                Array(source[position..<position + scalars.count]) == scalars
            {
                position += scalars.count
                return
            }
        }
        position += 1
    }

    private mutating func skip(while test: (Unicode.Scalar) -> Bool) {
        while let scalar = peek(), test(scalar) { position += 1 }
    }

    private func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
        position + ahead < source.count ? source[position + ahead] : nil
    }

    private func isDigit(_ scalar: Unicode.Scalar?) -> Bool { scalar.map { ("0"..."9").contains($0) } ?? false }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar) || scalar == "_"
            || scalar == "$" || scalar == "#"
    }
}
