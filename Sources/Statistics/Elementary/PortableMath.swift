/// Exponential and logarithm from additions, multiplications and divisions alone.
///
/// A system's own `exp` and `log` may differ in the last bit from one processor or library to the next. These give the
/// same bits wherever arithmetic follows IEEE 754, so a sweep draws the same trials on every machine.
public enum PortableMath {
    /// e to the power x, within 2 units in the last place.
    ///
    /// x = k·ln 2 + r with |r| ≤ ln 2 / 2; the series of e^r to r¹³ / 13!, then scaling by 2^k.
    public static func exp(_ x: Double) -> Double {
        guard x < 709.79 else { return x.isNaN ? x : .infinity }
        guard x > -745.2 else { return x.isNaN ? x : 0 }
        let k = (x / naturalLogOf2).rounded()
        let r = (x - k * high) - k * low
        var sum = 1.0
        var divisor = 13.0
        while divisor > 0 {
            sum = 1 + sum * r / divisor
            divisor -= 1
        }
        // In two steps, because 2^k alone may overflow or be subnormal where the product is neither.
        let half = Int(k) / 2
        return sum * Double(sign: .plus, exponent: half, significand: 1)
            * Double(sign: .plus, exponent: Int(k) - half, significand: 1)
    }

    /// The natural logarithm, within 2 units in the last place; -infinity at 0, NaN below.
    ///
    /// x = m·2^e with m in [√½, √2); log m = 2·(s + s³/3 + s⁵/5 + …) with s = (m − 1) / (m + 1).
    public static func log(_ x: Double) -> Double {
        guard x > 0, x < .infinity else { return x == 0 ? -.infinity : (x > 0 ? x : .nan) }
        var m = x.significand
        var e = Double(x.exponent)
        if m > 1.414_213_562_373_095_1 {
            m *= 0.5
            e += 1
        }
        let s = (m - 1) / (m + 1)
        let square = s * s
        var series = 0.0
        var divisor = 23.0
        while divisor > 1 {
            series = (series + 1 / divisor) * square
            divisor -= 2
        }
        return e * high + (2 * s + (2 * s * series + e * low))
    }

    private static let naturalLogOf2 = 0.693_147_180_559_945_3
    /// ln 2 to 32 bits, so that its product with an exponent is exact, and what is left of it.
    private static let high = 0x1.62e42feep-1
    private static let low = 1.908_214_929_270_587_7e-10
}
