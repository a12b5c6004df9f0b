/// A string with expressions in braces, such as `run-{depth}` or `{2 * lora.rank}`.
///
/// A template that is one pair of braces and nothing else keeps its value's type; any other gives a string.
/// `{{` and `}}` stand for the braces themselves.
public struct Template: Sendable {
    private enum Part: Sendable {
        case text(String)
        case expression(Expression, offset: Int)
    }

    /// What was parsed.
    public let text: String
    private let parts: [Part]

    /// Whether a string needs to be read as a template at all.
    public static func isNeeded(for text: String) -> Bool {
        text.utf8.contains(UInt8(ascii: "{")) || text.utf8.contains(UInt8(ascii: "}"))
    }

    /// Parses and checks a text; the parameters are those of `Expression`.
    public init(
        _ text: String,
        known: [String] = [],
        resolve: (String) -> Symbol?
    ) throws(ExpressionError) {
        self.text = text
        var parts: [Part] = []
        for piece in try TemplatePiece.split(text) {
            switch piece {
            case .text(let text): parts.append(.text(text))
            case .expression(let source, let offset):
                do throws(ExpressionError) {
                    parts.append(.expression(try Expression(source, known: known, resolve: resolve), offset: offset))
                } catch {
                    throw error.moved(by: offset)
                }
            }
        }
        self.parts = parts
    }

    /// The expressions in its braces, in order.
    public var expressions: [Expression] {
        parts.compactMap { part in
            if case .expression(let expression, _) = part { expression } else { nil }
        }
    }

    /// Every use of a name, with ranges in the template's own text.
    public var names: [Expression.NameUse] {
        parts.flatMap { part -> [Expression.NameUse] in
            guard case .expression(let expression, let offset) = part else { return [] }
            return expression.names.map { use in
                let range = use.range.lowerBound + offset..<use.range.upperBound + offset
                return Expression.NameUse(name: use.name, slot: use.slot, range: range)
            }
        }
    }

    /// What the value may turn out to be.
    public var types: TypeSet {
        if parts.count == 1, case .expression(let expression, _) = parts[0] { expression.types } else { .string }
    }

    /// The value for one row.
    public func evaluate(_ row: [Value]) throws(ExpressionError) -> Value {
        if parts.count == 1, case .expression(let expression, let offset) = parts[0] {
            return try evaluate(expression, offset, row)
        }
        var result = ""
        for part in parts {
            switch part {
            case .text(let text): result += text
            case .expression(let expression, let offset): result += try evaluate(expression, offset, row).description
            }
        }
        return .string(result)
    }

    private func evaluate(_ expression: Expression, _ offset: Int, _ row: [Value]) throws(ExpressionError) -> Value {
        do throws(ExpressionError) {
            return try expression.evaluate(row)
        } catch {
            throw error.moved(by: offset)
        }
    }
}
