/// A stretch of a template: plain text, or what stands in one pair of braces.
enum TemplatePiece {
    case text(String)
    case expression(String, offset: Int)

    /// Cuts a template at its braces; braces inside an expression's quotes belong to the quotes.
    static func split(_ text: String) throws(ExpressionError) -> [TemplatePiece] {
        let scalars = Array(text.unicodeScalars)
        var pieces: [TemplatePiece] = []
        var plain = String.UnicodeScalarView()
        var position = 0
        while position < scalars.count {
            let scalar = scalars[position]
            let isDoubled = position + 1 < scalars.count && scalars[position + 1] == scalar
            if (scalar == "{" || scalar == "}") && isDoubled {
                plain.append(scalar)
                position += 2
            } else if scalar == "{" {
                let end = try closingBrace(in: scalars, from: position)
                if !plain.isEmpty { pieces.append(.text(String(plain))) }
                plain = String.UnicodeScalarView()
                var inner = String.UnicodeScalarView()
                inner.append(contentsOf: scalars[position + 1..<end])
                pieces.append(.expression(String(inner), offset: position + 1))
                position = end + 1
            } else if scalar == "}" {
                throw ExpressionError("this '}' closes nothing", at: position..<position + 1, suggestion: "}}")
            } else {
                plain.append(scalar)
                position += 1
            }
        }
        if !plain.isEmpty || pieces.isEmpty { pieces.append(.text(String(plain))) }
        return pieces
    }

    private static func closingBrace(in scalars: [Unicode.Scalar], from open: Int) throws(ExpressionError) -> Int {
        var quote: Unicode.Scalar?
        var position = open + 1
        while position < scalars.count {
            let scalar = scalars[position]
            if let current = quote {
                if scalar == "\\", current != "`" { position += 1 } else if scalar == current { quote = nil }
            } else if scalar == "'" || scalar == "\"" || scalar == "`" {
                quote = scalar
            } else if scalar == "}" {
                return position
            }
            position += 1
        }
        throw ExpressionError("this '{' is never closed", at: open..<open + 1)
    }
}
