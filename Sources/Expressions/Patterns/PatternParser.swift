/// Reads a pattern's text into states, from the end backwards: each piece is built knowing what follows it.
struct PatternParser {
    private indirect enum Piece {
        case set(Pattern.CharacterSet)
        case start
        case end
        case sequence([Piece])
        case alternatives([Piece])
        case repeated(Piece, atLeastOnce: Bool, atMostOnce: Bool)
    }

    private let text: [Unicode.Scalar]
    private var position = 0
    private var depth = 0
    private var states: [Pattern.State] = []

    init(_ text: String) {
        self.text = Array(text.unicodeScalars)
    }

    mutating func compile() throws(ExpressionError) -> (states: [Pattern.State], start: Int) {
        let piece = try alternatives()
        if position < text.count { throw error("this ')' closes nothing") }
        let accept = add(.accept)
        let start = build(piece, next: accept)
        if states.count > Limits.patternStates { throw error("the pattern is too large") }
        return (states, start)
    }

    private mutating func alternatives() throws(ExpressionError) -> Piece {
        depth += 1
        defer { depth -= 1 }
        if depth > Limits.depth { throw error("the pattern is nested too deep") }
        var options = [try sequence()]
        while peek() == "|" {
            position += 1
            options.append(try sequence())
        }
        return options.count == 1 ? options[0] : .alternatives(options)
    }

    private mutating func sequence() throws(ExpressionError) -> Piece {
        var pieces: [Piece] = []
        while let scalar = peek(), scalar != "|", scalar != ")" { pieces.append(try repetition()) }
        return .sequence(pieces)
    }

    private mutating func repetition() throws(ExpressionError) -> Piece {
        let piece = try single()
        guard let sign = peek(), sign == "*" || sign == "+" || sign == "?" else { return piece }
        position += 1
        if let next = peek(), next == "*" || next == "+" || next == "?" { throw error("two repetitions in a row") }
        return .repeated(piece, atLeastOnce: sign == "+", atMostOnce: sign == "?")
    }

    private mutating func single() throws(ExpressionError) -> Piece {
        let scalar = text[position]
        position += 1
        switch scalar {
        case ".": return .set(Pattern.CharacterSet(ranges: [], isNegated: true))
        case "^": return .start
        case "$": return .end
        case "(":
            let inner = try alternatives()
            guard peek() == ")" else { throw error("a '(' is never closed") }
            position += 1
            return inner
        case "[": return .set(try bracket())
        case "\\": return .set(try escaped())
        case "*", "+", "?": throw error("'\(scalar)' repeats nothing")
        default: return .set(Pattern.CharacterSet(ranges: [scalar...scalar]))
        }
    }

    private mutating func bracket() throws(ExpressionError) -> Pattern.CharacterSet {
        var set = Pattern.CharacterSet(ranges: [])
        if peek() == "^" {
            set.isNegated = true
            position += 1
        }
        var isFirst = true
        while let scalar = peek(), scalar != "]" || isFirst {
            isFirst = false
            position += 1
            if scalar == "\\" {
                let escaped = try escaped()
                if escaped.isNegated { throw error("'\\D', '\\W' and '\\S' cannot stand in '[ ]'") }
                set.ranges += escaped.ranges
            } else if peek() == "-", position + 1 < text.count, text[position + 1] != "]" {
                let end = text[position + 1]
                position += 2
                if end < scalar { throw error("the range '\(scalar)-\(end)' is empty") }
                set.ranges.append(scalar...end)
            } else {
                set.ranges.append(scalar...scalar)
            }
        }
        guard peek() == "]" else { throw error("a '[' is never closed") }
        position += 1
        return set
    }

    private mutating func escaped() throws(ExpressionError) -> Pattern.CharacterSet {
        guard let scalar = peek() else { throw error("nothing follows the last backslash") }
        position += 1
        switch scalar {
        case "d", "D": return Pattern.CharacterSet(ranges: ["0"..."9"], isNegated: scalar == "D")
        case "w", "W":
            return Pattern.CharacterSet(ranges: ["a"..."z", "A"..."Z", "0"..."9", "_"..."_"], isNegated: scalar == "W")
        case "s", "S": return Pattern.CharacterSet(ranges: [" "..." ", "\t"..."\r"], isNegated: scalar == "S")
        case "a"..."z", "A"..."Z", "0"..."9": throw error("'\\\(scalar)' means nothing in a pattern")
        default: return Pattern.CharacterSet(ranges: [scalar...scalar])
        }
    }

    private mutating func build(_ piece: Piece, next: Int) -> Int {
        switch piece {
        case .set(let set): return add(.consume(set, next: next))
        case .start: return add(.atStart(next: next))
        case .end: return add(.atEnd(next: next))
        case .sequence(let pieces):
            var next = next
            for piece in pieces.reversed() { next = build(piece, next: next) }
            return next
        case .alternatives(let options):
            var entry = build(options[options.count - 1], next: next)
            for option in options.dropLast().reversed() {
                let first = build(option, next: next)
                entry = add(.split(first, entry))
            }
            return entry
        case .repeated(let piece, let atLeastOnce, let atMostOnce):
            if atMostOnce {
                let first = build(piece, next: next)
                return add(.split(first, next))
            }
            let loop = add(.split(next, next))
            let first = build(piece, next: loop)
            states[loop] = .split(first, next)
            return atLeastOnce ? first : loop
        }
    }

    private mutating func add(_ state: Pattern.State) -> Int {
        states.append(state)
        return states.count - 1
    }

    private func peek() -> Unicode.Scalar? {
        position < text.count ? text[position] : nil
    }

    private func error(_ message: String) -> ExpressionError {
        ExpressionError(message, at: 0..<text.count)
    }
}
