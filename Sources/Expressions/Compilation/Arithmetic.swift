#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What operators and functions do to values.
///
/// Whole numbers stay whole under `+ - * // % **`, and overflow is an error; `/` always gives a decimal number. `//`
/// and `%` round towards minus infinity, as in Python. Null on either side gives null.
enum Arithmetic {
    static func compute(
        _ operation: Operator,
        _ left: Value,
        _ right: Value,
        at range: Range<Int>
    ) throws(ExpressionError) -> Value {
        switch (left, right) {
        case (.int(let left), .int(let right)): return try whole(operation, left, right, at: range)
        case (.string(let left), .string(let right)) where operation == .add: return .string(left + right)
        case (.null, _), (_, .null): return .null
        default:
            guard let first = left.number, let second = right.number else {
                let sides = "\(left.quoted) \(operation.rawValue) \(right.quoted)"
                throw ExpressionError("cannot compute \(sides): '\(operation.rawValue)' needs numbers", at: range)
            }
            return .double(try decimal(operation, first, second, at: range))
        }
    }

    private static func whole(
        _ operation: Operator,
        _ left: Int,
        _ right: Int,
        at range: Range<Int>
    ) throws(ExpressionError) -> Value {
        let result: (partialValue: Int, overflow: Bool)
        switch operation {
        case .add: result = left.addingReportingOverflow(right)
        case .subtract: result = left.subtractingReportingOverflow(right)
        case .multiply: result = left.multipliedReportingOverflow(by: right)
        case .floorDivide, .remainder:
            try refuseZero(Double(right), at: range)
            if right == -1 {
                result = operation == .remainder ? (0, false) : 0.subtractingReportingOverflow(left)
            } else {
                let (quotient, remainder) = left.quotientAndRemainder(dividingBy: right)
                let isBelow = remainder != 0 && (remainder < 0) != (right < 0)
                result = (
                    operation == .floorDivide ? quotient - (isBelow ? 1 : 0) : remainder + (isBelow ? right : 0), false
                )
            }
        case .power where right >= 0: result = power(left, right)
        default: return .double(try decimal(operation, Double(left), Double(right), at: range))
        }
        if result.overflow {
            throw ExpressionError("\(left) \(operation.rawValue) \(right) is too large for a whole number", at: range)
        }
        return .int(result.partialValue)
    }

    private static func power(_ base: Int, _ exponent: Int) -> (partialValue: Int, overflow: Bool) {
        if base == 0 || base == 1 { return (exponent == 0 ? 1 : base, false) }
        if base == -1 { return (exponent.isMultiple(of: 2) ? 1 : -1, false) }
        guard exponent < 64 else { return (0, true) }
        var result = 1
        for _ in 0..<exponent {
            let next = result.multipliedReportingOverflow(by: base)
            if next.overflow { return next }
            result = next.partialValue
        }
        return (result, false)
    }

    private static func decimal(
        _ operation: Operator,
        _ left: Double,
        _ right: Double,
        at range: Range<Int>
    ) throws(ExpressionError) -> Double {
        switch operation {
        case .add: return left + right
        case .subtract: return left - right
        case .multiply: return left * right
        case .power: return pow(left, right)
        case .divide:
            try refuseZero(right, at: range)
            return left / right
        case .floorDivide:
            try refuseZero(right, at: range)
            return (left / right).rounded(.down)
        default:
            try refuseZero(right, at: range)
            let remainder = left.truncatingRemainder(dividingBy: right)
            return remainder != 0 && (remainder < 0) != (right < 0) ? remainder + right : remainder
        }
    }

    private static func refuseZero(_ divisor: Double, at range: Range<Int>) throws(ExpressionError) {
        if divisor == 0 { throw ExpressionError("division by zero", at: range) }
    }

    static func isOrdered(_ operation: Operator, _ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.int(let left), .int(let right)): compare(operation, left, right)
        case (.string(let left), .string(let right)): compare(operation, left, right)
        default:
            if let left = left.number, let right = right.number { compare(operation, left, right) } else { false }
        }
    }

    private static func compare<T: Comparable>(_ operation: Operator, _ left: T, _ right: T) -> Bool {
        switch operation {
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        default: left >= right
        }
    }

    static func isContained(_ element: Value, in container: Value) -> Bool {
        switch (element, container) {
        case (_, .list(let elements)): elements.contains { $0.equals(element) }
        case (.string(let part), .string(let whole)): whole.contains(part)
        default: false
        }
    }

    static func call(_ function: Function, _ arguments: [Value], at range: Range<Int>) throws(ExpressionError) -> Value
    {
        if arguments.contains(.null) { return .null }
        switch (function, arguments.first) {
        case (.len, .string(let string)): return .int(string.count)
        case (.len, .list(let list)): return .int(list.count)
        case (.min, .list(let list)) where arguments.count == 1: return try extreme(function, list, at: range)
        case (.max, .list(let list)) where arguments.count == 1: return try extreme(function, list, at: range)
        case (.min, _), (.max, _): return try extreme(function, arguments, at: range)
        case (.abs, .int(let int)) where int >= 0: return .int(int)
        case (.abs, .int(let int)): return try compute(.subtract, .int(0), .int(int), at: range)
        default: break
        }
        let numbers = arguments.compactMap(\.number)
        guard numbers.count == arguments.count, let number = numbers.first else {
            let given = arguments.map(\.quoted).joined(separator: ", ")
            throw ExpressionError("\(function.rawValue)(\(given)): the argument must be a number", at: range)
        }
        if let unit = function.secondsPerUnit, let first = arguments.first {
            return try compute(.multiply, first, .int(unit), at: range)
        }
        if function == .round, numbers.count == 2 {
            let scale = pow(10, numbers[1].rounded())
            let rounded = (number * scale).rounded() / scale
            return .double(rounded.isFinite ? rounded : number)
        }
        return try ofNumber(function, number, at: range)
    }

    private static func ofNumber(_ function: Function, _ x: Double, at range: Range<Int>) throws(ExpressionError)
        -> Value
    {
        switch function {
        case .round: return try wholeNumber(x.rounded(.toNearestOrEven), at: range)
        case .floor: return try wholeNumber(x.rounded(.down), at: range)
        case .ceil: return try wholeNumber(x.rounded(.up), at: range)
        case .exp: return .double(exp(x))
        case .sqrt where x >= 0: return .double(x.squareRoot())
        case .log where x > 0: return .double(log(x))
        case .log2 where x > 0: return .double(log2(x))
        case .abs: return .double(abs(x))
        default: throw ExpressionError("\(function.rawValue)(\(Value.double(x))) has no value", at: range)
        }
    }

    private static func wholeNumber(_ x: Double, at range: Range<Int>) throws(ExpressionError) -> Value {
        guard let int = Int(exactly: x) else {
            throw ExpressionError("\(Value.double(x)) has no whole number that fits", at: range)
        }
        return .int(int)
    }

    private static func extreme(_ function: Function, _ values: [Value], at range: Range<Int>) throws(ExpressionError)
        -> Value
    {
        guard var best = values.first else {
            throw ExpressionError("\(function.rawValue) of an empty list", at: range)
        }
        for value in values {
            guard value.number != nil else {
                throw ExpressionError("\(function.rawValue) needs numbers, found \(value.quoted)", at: range)
            }
            if isOrdered(function == .min ? .less : .greater, value, best) { best = value }
        }
        return best
    }
}
