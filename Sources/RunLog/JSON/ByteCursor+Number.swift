import Glibc

extension ByteCursor {
    /// A number as it was written: with or without fraction and exponent.
    enum Number {
        case int(Int64)
        case double(Double)
    }

    /// What a scan of a number's digits found.
    private struct Digits {
        /// The digits as one integer, as long as `count` stays below 20.
        var mantissa: UInt64 = 0
        /// Significant digits taken into `mantissa`.
        var count = 0
        /// Power of ten that `mantissa` is to be multiplied with.
        var exponent = 0
    }

    /// Reads a number by JSON's grammar.
    ///
    /// Up to 15 or so digits are turned into a float by one exact multiplication or division (Clinger, "How to Read
    /// Floating Point Numbers Accurately", 1990); the rest goes through `strtod`. Both round correctly.
    @inline(__always) mutating func number() throws(JSONError) -> Number {
        let start = position
        let negative = take(UInt8(ascii: "-"))
        var digits = Digits()
        let leading = position
        try run(into: &digits)
        guard position == leading + 1 || bytes[leading] != UInt8(ascii: "0") else {
            throw JSONError(.badNumber, at: start)
        }
        var isInteger = true
        if take(UInt8(ascii: ".")) {
            isInteger = false
            let first = position
            try run(into: &digits)
            digits.exponent -= position - first
        }
        if byte | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            try exponent(into: &digits)
        }
        if isInteger, let value = integer(digits, negative: negative) { return .int(value) }
        return .double(try double(digits, negative: negative, from: start))
    }

    @inline(__always) private mutating func run(into digits: inout Digits) throws(JSONError) {
        let start = position
        while case let digit = byte &- UInt8(ascii: "0"), digit < 10 {
            digits.mantissa = digits.mantissa &* 10 &+ UInt64(digit)
            digits.count += digits.mantissa == 0 ? 0 : 1
            advance()
        }
        guard position > start else { throw failure(.badNumber) }
    }

    private mutating func exponent(into digits: inout Digits) throws(JSONError) {
        advance()
        let negative = byte == UInt8(ascii: "-")
        if negative || byte == UInt8(ascii: "+") { advance() }
        let start = position
        var value = 0
        while case let digit = byte &- UInt8(ascii: "0"), digit < 10 {
            value = min(value * 10 + Int(digit), 100_000)
            advance()
        }
        guard position > start else { throw failure(.badNumber) }
        digits.exponent += negative ? -value : value
    }

    /// The integer, unless it does not fit or is minus zero, which only a float can hold.
    private func integer(_ digits: Digits, negative: Bool) -> Int64? {
        guard digits.count < 19 || (digits.count == 19 && digits.mantissa <= UInt64(Int64.max)) else { return nil }
        guard negative else { return Int64(digits.mantissa) }
        return digits.mantissa == 0 ? nil : -Int64(digits.mantissa)
    }

    @inline(__always) private func double(
        _ digits: Digits,
        negative: Bool,
        from start: Int
    ) throws(JSONError) -> Double {
        if digits.count < 19, digits.mantissa <= 1 << 53, -22...22 ~= digits.exponent {
            let magnitude =
                digits.exponent < 0
                ? Double(digits.mantissa) / powerOfTen(-digits.exponent)
                : Double(digits.mantissa) * powerOfTen(digits.exponent)
            return negative ? -magnitude : magnitude
        }
        let value = strtodCopy(from: start)
        guard value.isFinite else { throw JSONError(.numberTooLarge, at: start) }
        return value
    }

    /// `strtod` on a copy that ends in a zero byte.
    ///
    /// The programs never call `setlocale`, so the point is a point.
    private func strtodCopy(from start: Int) -> Double {
        let count = position - start
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: count + 1) { copy in
            guard let base = copy.baseAddress, let source = bytes.baseAddress else { return .nan }
            memcpy(base, source + start, count)
            copy[count] = 0
            return strtod(base, nil)
        }
    }
}

/// 10^exponent for 0...22: the powers of ten that a 64-bit float holds exactly.
@inline(__always) private func powerOfTen(_ exponent: Int) -> Double {
    powersOfTen[exponent]
}

private let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
]
