/// A checked expression: names are slots, patterns are compiled, nothing is looked up any more.
indirect enum Code: Sendable {
    case constant(Value)
    case slot(Int)
    case list([Code])
    case negate(Code, Range<Int>)
    case not(Code)
    case and(Code, Code)
    case or(Code, Code)
    case equal(Code, Code)
    case notEqual(Code, Code)
    case order(Operator, Code, Code)
    case isIn(Code, Code)
    case arithmetic(Operator, Code, Code, Range<Int>)
    case matches(Code, Pattern)
    case conditional(Code, then: Code, otherwise: Code)
    case call(Function, [Code], Range<Int>)
}

extension Code {
    /// The value for one row.
    ///
    /// Throws for what only values can show: division by zero, overflow, `log(-1)`.
    func evaluate(_ row: [Value]) throws(ExpressionError) -> Value {
        switch self {
        case .constant(let value): return value
        case .slot(let index): return row[index]
        case .list(let elements):
            var values: [Value] = []
            for element in elements { values.append(try element.evaluate(row)) }
            return .list(values)
        case .negate(let operand, let range):
            return try Arithmetic.compute(.subtract, .int(0), try operand.evaluate(row), at: range)
        case .not, .and, .or, .equal, .notEqual, .order, .isIn, .matches: return .bool(try isTrue(row))
        case .arithmetic(let operation, let left, let right, let range):
            return try Arithmetic.compute(operation, try left.evaluate(row), try right.evaluate(row), at: range)
        case .conditional(let condition, let then, let otherwise):
            return try condition.isTrue(row) ? try then.evaluate(row) : try otherwise.evaluate(row)
        case .call(let function, let arguments, let range):
            var values: [Value] = []
            for argument in arguments { values.append(try argument.evaluate(row)) }
            return try Arithmetic.call(function, values, at: range)
        }
    }

    /// The truth for one row.
    ///
    /// Null counts as false; so does every order comparison with null.
    func isTrue(_ row: [Value]) throws(ExpressionError) -> Bool {
        switch self {
        case .not(let operand): return !(try operand.isTrue(row))
        case .and(let left, let right):
            guard try left.isTrue(row) else { return false }
            return try right.isTrue(row)
        case .or(let left, let right):
            if try left.isTrue(row) { return true }
            return try right.isTrue(row)
        case .equal(let left, let right): return try left.evaluate(row).equals(try right.evaluate(row))
        case .notEqual(let left, let right): return !(try left.evaluate(row).equals(try right.evaluate(row)))
        case .order(let operation, let left, let right):
            return Arithmetic.isOrdered(operation, try left.evaluate(row), try right.evaluate(row))
        case .isIn(let element, let container):
            return Arithmetic.isContained(try element.evaluate(row), in: try container.evaluate(row))
        case .matches(let text, let pattern):
            guard case .string(let string) = try text.evaluate(row) else { return false }
            return pattern.matches(string)
        default: return try evaluate(row) == .bool(true)
        }
    }
}
