/// Turns a parsed expression into checked code: resolves each name once, and refuses what can never make sense.
struct Compiler {
    /// A piece of code, the types its value may have, and the only values it can take where those are known.
    struct Checked {
        let code: Code
        let types: TypeSet
        var choices: [Value] = []
        /// The slot of the number that a word may stand for.
        var numberSlot: Int?
        /// How the user wrote it, for messages.
        let text: String

        /// The number, where a word stands for one too.
        var asNumber: Checked {
            numberSlot.map { Checked(code: .slot($0), types: .number, text: text) } ?? self
        }
    }

    let text: String
    let known: [String]
    let resolve: (String) -> Symbol?
    private(set) var names: [Expression.NameUse] = []
    private(set) var functions: Set<Function> = []

    init(text: String, known: [String], resolve: @escaping (String) -> Symbol?) {
        self.text = text
        self.known = known
        self.resolve = resolve
    }

    mutating func check(_ syntax: Syntax) throws(ExpressionError) -> Checked {
        let source = excerpt(syntax.range)
        switch syntax.kind {
        case .literal(let value): return Checked(code: .constant(value), types: value.type, text: source)
        case .name(let name): return try nameUse(name, syntax.range)
        case .list(let elements):
            var codes: [Code] = []
            for element in elements { codes.append(try check(element).code) }
            let constants = codes.compactMap { code -> Value? in
                if case .constant(let value) = code { value } else { nil }
            }
            let code: Code = constants.count == codes.count ? .constant(.list(constants)) : .list(codes)
            return Checked(code: code, types: .list, text: source)
        case .negate(let operand):
            let checked = try checkNumber(operand, for: "'-'")
            if case .constant(let value) = checked.code {
                let negated = try Arithmetic.compute(.subtract, .int(0), value, at: syntax.range)
                return Checked(code: .constant(negated), types: checked.types, text: source)
            }
            return Checked(code: .negate(checked.code, syntax.range), types: checked.types, text: source)
        case .not(let operand):
            return Checked(code: .not(try checkTruth(operand, for: "'not'").code), types: .bool, text: source)
        case .and(let left, let right):
            let sides = (try checkTruth(left, for: "'and'").code, try checkTruth(right, for: "'and'").code)
            return Checked(code: .and(sides.0, sides.1), types: .bool, text: source)
        case .or(let left, let right):
            let sides = (try checkTruth(left, for: "'or'").code, try checkTruth(right, for: "'or'").code)
            return Checked(code: .or(sides.0, sides.1), types: .bool, text: source)
        case .binary(let operation, let left, let right):
            return operation.isComparison
                ? try comparison(operation, left, right, source)
                : try arithmetic(operation, left, right, syntax.range)
        case .matches(let subject, let pattern): return try match(subject, pattern, source)
        case .conditional(let condition, let then, let otherwise):
            let condition = try checkTruth(condition, for: "'if'").code
            let (then, otherwise) = (try check(then), try check(otherwise))
            return Checked(
                code: .conditional(condition, then: then.code, otherwise: otherwise.code),
                types: then.types.union(otherwise.types),
                text: source
            )
        case .call(let name, let nameRange, let arguments): return try call(name, nameRange, arguments, syntax.range)
        }
    }

    private mutating func nameUse(_ name: String, _ range: Range<Int>) throws(ExpressionError) -> Checked {
        guard let symbol = resolve(name) else {
            let words = ["True": "true", "False": "false", "None": "null", "nil": "null"]
            let meant = words[name] ?? Spelling.nearest(to: name, among: known)
            let kind = Function(rawValue: name) == nil ? "unknown name" : "this function needs brackets:"
            throw ExpressionError("\(kind) '\(name)'", at: range, suggestion: meant)
        }
        switch symbol {
        case .constant(let value, let choices):
            return Checked(code: .constant(value), types: value.type, choices: choices, text: name)
        case .slot(let index, let types, let choices):
            names.append(Expression.NameUse(name: name, slot: index, range: range))
            return Checked(code: .slot(index), types: types, choices: choices, text: name)
        case .word(let value, let slot):
            names.append(Expression.NameUse(name: name, slot: slot, range: range))
            return Checked(code: .constant(value), types: value.type, numberSlot: slot, text: name)
        }
    }

    private mutating func checkTruth(_ syntax: Syntax, for use: String) throws(ExpressionError) -> Checked {
        let checked = try check(syntax)
        if checked.types.isDisjoint(with: [.bool, .null]) {
            let reason = "\(use) needs true or false, but \(checked.text) is \(checked.types)"
            throw ExpressionError(reason, at: syntax.range)
        }
        return checked
    }

    private mutating func checkNumber(_ syntax: Syntax, for use: String) throws(ExpressionError) -> Checked {
        let checked = try check(syntax).asNumber
        if checked.types.isDisjoint(with: [.int, .double, .null]) {
            throw ExpressionError("\(use) needs a number, but \(checked.text) is \(checked.types)", at: syntax.range)
        }
        return checked
    }

    private mutating func arithmetic(
        _ operation: Operator,
        _ left: Syntax,
        _ right: Syntax,
        _ range: Range<Int>
    ) throws(ExpressionError) -> Checked {
        let use = "'\(operation.rawValue)'"
        let first = try check(left).asNumber
        if operation == .add, first.types.contains(.string) {
            let second = try check(right)
            if first.types == .string, !second.types.contains(.string) {
                throw ExpressionError("'+' joins strings, but \(second.text) is \(second.types)", at: right.range)
            }
            let code = Code.arithmetic(operation, first.code, second.code, range)
            return Checked(code: code, types: first.types.union(second.types), text: excerpt(range))
        }
        if first.types.isDisjoint(with: [.int, .double, .null]) {
            throw ExpressionError("\(use) needs a number, but \(first.text) is \(first.types)", at: left.range)
        }
        let second = try checkNumber(right, for: use)
        let both = first.types.union(second.types)
        let number: TypeSet = operation == .divide ? .double : both.subtracting(.null) == .int ? .int : .number
        return Checked(
            code: .arithmetic(operation, first.code, second.code, range),
            types: (operation == .power ? .number : number).union(both.intersection(.null)),
            text: excerpt(range)
        )
    }

    private mutating func comparison(
        _ operation: Operator,
        _ left: Syntax,
        _ right: Syntax,
        _ source: String
    ) throws(ExpressionError) -> Checked {
        var (first, second) = (try check(left), try check(right))
        if operation.isOrder || !second.types.contains(.string) { first = first.asNumber }
        if operation.isOrder || !first.types.contains(.string) { second = second.asNumber }
        let range = left.range.lowerBound..<right.range.upperBound
        if operation == .isIn {
            if second.types.isDisjoint(with: [.list, .string]) {
                throw ExpressionError("'in' needs a list, but \(second.text) is \(second.types)", at: right.range)
            }
            if case .constant(.list(let elements)) = second.code, case .list(let syntaxes) = right.kind {
                for (element, syntax) in zip(elements, syntaxes) {
                    try refuseUnknownChoice(first, .constant(element), syntax.range)
                }
            }
            return Checked(code: .isIn(first.code, second.code), types: .bool, text: source)
        }
        try refuseDifferentTypes(operation, first, second, range)
        try refuseUnknownChoice(first, second.code, right.range)
        try refuseUnknownChoice(second, first.code, left.range)
        switch operation {
        case .equal: return Checked(code: .equal(first.code, second.code), types: .bool, text: source)
        case .notEqual: return Checked(code: .notEqual(first.code, second.code), types: .bool, text: source)
        default: return Checked(code: .order(operation, first.code, second.code), types: .bool, text: source)
        }
    }

    private func refuseDifferentTypes(
        _ operation: Operator,
        _ first: Checked,
        _ second: Checked,
        _ range: Range<Int>
    ) throws(ExpressionError) {
        let groups: [TypeSet] = operation.isOrder ? [.number, .string] : [.number, .string, .bool, .list]
        let mayBeNull = first.types.union(second.types).contains(.null)
        let isPossible = groups.contains { !first.types.isDisjoint(with: $0) && !second.types.isDisjoint(with: $0) }
        guard !isPossible, !mayBeNull else { return }
        let sides = "\(first.text) is \(first.types) and \(second.text) is \(second.types)"
        for case .constant(.string(let text)) in [first.code, second.code] where TimeLiteral.date(text) != nil {
            throw ExpressionError("a date is written without quotes: \(text)", at: range)
        }
        throw ExpressionError("'\(operation.rawValue)' cannot compare these: \(sides)", at: range)
    }

    private func refuseUnknownChoice(_ subject: Checked, _ other: Code, _ range: Range<Int>) throws(ExpressionError) {
        guard !subject.choices.isEmpty, case .constant(let value) = other, value != .null,
            !subject.choices.contains(where: { $0.equals(value) }), case .string(let string) = value
        else { return }
        let choices = subject.choices.map(\.description)
        throw ExpressionError(
            "\(subject.text) is never \(value.quoted) (it is one of \(choices.joined(separator: ", ")))",
            at: range,
            suggestion: Spelling.nearest(to: string, among: choices)
        )
    }

    private mutating func match(_ subject: Syntax, _ pattern: Syntax, _ source: String) throws(ExpressionError)
        -> Checked
    {
        let checked = try check(subject)
        if checked.types.isDisjoint(with: [.string, .null]) {
            throw ExpressionError(
                "'matches' needs a string, but \(checked.text) is \(checked.types)",
                at: subject.range
            )
        }
        guard case .literal(.string(let text)) = pattern.kind else {
            throw ExpressionError("'matches' needs a pattern in quotes", at: pattern.range)
        }
        do {
            return Checked(code: .matches(checked.code, try Pattern(text)), types: .bool, text: source)
        } catch {
            throw ExpressionError(error.message, at: pattern.range)
        }
    }

    private mutating func call(
        _ name: String,
        _ nameRange: Range<Int>,
        _ arguments: [Syntax],
        _ range: Range<Int>
    ) throws(ExpressionError) -> Checked {
        guard let function = Function(rawValue: name) else {
            let meant = Spelling.nearest(to: name, among: Function.allCases.map(\.rawValue))
            throw ExpressionError("unknown function '\(name)'", at: nameRange, suggestion: meant)
        }
        guard function.arity.contains(arguments.count) else {
            let count = function.arity.lowerBound == function.arity.upperBound ? "1 argument" : "at least 1 argument"
            throw ExpressionError("\(name) takes \(count), not \(arguments.count)", at: range)
        }
        var codes: [Code] = []
        var types: [TypeSet] = []
        for argument in arguments {
            let checked = try check(argument)
            if checked.types.isDisjoint(with: function.argumentTypes.union(.null)) {
                let reason = "\(name) needs \(function.argumentTypes), but \(checked.text) is \(checked.types)"
                throw ExpressionError(reason, at: argument.range)
            }
            codes.append(checked.code)
            types.append(checked.types)
        }
        functions.insert(function)
        return Checked(
            code: .call(function, codes, range),
            types: function.resultTypes(of: types),
            text: excerpt(range)
        )
    }

    private func excerpt(_ range: Range<Int>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: text.unicodeScalars.dropFirst(range.lowerBound).prefix(min(range.count, 60)))
        return String(view)
    }
}
