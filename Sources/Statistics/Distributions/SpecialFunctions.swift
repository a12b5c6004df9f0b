/// The functions that the distributions of test statistics are made of.
enum SpecialFunctions {
    /// The logarithm of Γ(x) for x > 0, with a relative error near 1e-15.
    ///
    /// Lanczos's series with g = 7 and nine terms, as given by Godfrey, "A note on the computation of the convergent
    /// Lanczos complex Gamma approximation", 2001.
    static func logGamma(_ x: Double) -> Double {
        guard x >= 0.5 else { return logGamma(x + 1) - PortableMath.log(x) }
        let z = x - 1
        var sum = lanczos[0]
        for (index, coefficient) in lanczos.enumerated().dropFirst() {
            sum += coefficient / (z + Double(index))
        }
        let t = z + 7.5
        return StandardNormal.logNormaliser + (z + 0.5) * PortableMath.log(t) - t + PortableMath.log(sum)
    }

    /// The regularised incomplete beta function Iₓ(a, b).
    ///
    /// The rest, 1 − x, is given apart, so that an x near 1 loses no digits. Lentz's evaluation of the continued fraction
    /// 8.17.22 of the NIST Digital Library of Mathematical Functions, on the side on which it converges fast.
    static func incompleteBeta(_ x: Double, rest: Double, _ a: Double, _ b: Double) -> Double {
        guard x > 0 else { return 0 }
        guard rest > 0 else { return 1 }
        if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(rest, rest: x, b, a) }
        let logFront =
            a * PortableMath.log(x) + b * PortableMath.log(rest) + logGamma(a + b) - logGamma(a) - logGamma(b)
        return PortableMath.exp(logFront) / a * betaFraction(x, a, b)
    }

    private static func betaFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
        let tiny = 1e-300
        let nonzero = { (value: Double) in abs(value) < tiny ? tiny : value }
        var c = 1.0
        var d = 1 / nonzero(1 - (a + b) * x / (a + 1))
        var fraction = d
        for step in 1...10_000 {
            let m = Double(step)
            let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            d = 1 / nonzero(1 + even * d)
            c = nonzero(1 + even / c)
            fraction *= d * c
            let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
            d = 1 / nonzero(1 + odd * d)
            c = nonzero(1 + odd / c)
            fraction *= d * c
            if abs(d * c - 1) < 1e-16 { break }
        }
        return fraction
    }

    private static let lanczos = [
        0.999_999_999_999_809_93, 676.520_368_121_885_1, -1_259.139_216_722_402_8, 771.323_428_777_653_13,
        -176.615_029_162_140_59, 12.507_343_278_686_905, -0.138_571_095_265_720_12, 9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ]
}
