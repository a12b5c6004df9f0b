/// The normal distribution of mean 0 and deviation 1.
public enum StandardNormal {
    /// log √(2π).
    static let logNormaliser = 0.918_938_533_204_672_8

    /// The logarithm of the density at z.
    public static func logDensity(_ z: Double) -> Double {
        -0.5 * z * z - logNormaliser
    }

    /// The probability of a value below z, with an absolute error below 1e-14.
    ///
    /// Hart's rational approximation below |z| = 7.07 and a continued fraction beyond, as given by West, "Better
    /// approximations to cumulative normal functions", Wilmott 2005. The lower tail keeps its relative accuracy.
    public static func probability(below z: Double) -> Double {
        guard !z.isNaN else { return z }
        let distance = abs(z)
        let tail = distance > 37.6 ? 0 : PortableMath.exp(-0.5 * distance * distance) * tailFactor(distance)
        return z > 0 ? 1 - tail : tail
    }

    /// The value with that probability below it; ±infinity at 1 and 0, NaN outside 0...1.
    ///
    /// Wichura, "Algorithm AS 241: The percentage points of the normal distribution", 1988: relative error near 1e-16.
    public static func quantile(_ probability: Double) -> Double {
        let q = probability - 0.5
        if abs(q) <= 0.425 {
            let r = 0.180625 - q * q
            return q * ratio(r, central.numerator, central.denominator)
        }
        let tail = q < 0 ? probability : 1 - probability
        guard tail > 0 else { return tail == 0 ? (q < 0 ? -.infinity : .infinity) : .nan }
        let r = (-PortableMath.log(tail)).squareRoot()
        let value =
            r <= 5
            ? ratio(r - 1.6, near.numerator, near.denominator)
            : ratio(r - 5, far.numerator, far.denominator)
        return q < 0 ? -value : value
    }

    /// The upper tail's probability divided by e^(-z²/2), for z ≥ 0.
    private static func tailFactor(_ z: Double) -> Double {
        guard z >= 7.071_067_811_865_47 else { return ratio(z, hart.numerator, hart.denominator) }
        let fraction = z + 1 / (z + 2 / (z + 3 / (z + 4 / (z + 0.65))))
        return 1 / (fraction * 2.506_628_274_631)
    }

    /// The quotient of two polynomials whose coefficients start at the constant.
    private static func ratio(_ x: Double, _ numerator: [Double], _ denominator: [Double]) -> Double {
        polynomial(x, numerator) / polynomial(x, denominator)
    }

    private static func polynomial(_ x: Double, _ coefficients: [Double]) -> Double {
        var sum = 0.0
        for coefficient in coefficients.reversed() {
            sum = sum * x + coefficient
        }
        return sum
    }

    private struct Rational: Sendable {
        let numerator: [Double]
        let denominator: [Double]
    }

    private static let hart = Rational(
        numerator: [
            220.206867912376, 221.213596169931, 112.079291497871, 33.912866078383,
            6.37396220353165, 0.700383064443688, 3.52624965998911e-2,
        ],
        denominator: [
            440.413735824752, 793.826512519948, 637.333633378831, 296.564248779674,
            86.7807322029461, 16.064177579207, 1.75566716318264, 8.83883476483184e-2,
        ]
    )

    private static let central = Rational(
        numerator: [
            3.3871328727963666080, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
            4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
        ],
        denominator: [
            1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
            2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3,
        ]
    )

    private static let near = Rational(
        numerator: [
            1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
            1.27045825245236838258, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
        ],
        denominator: [
            1, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1,
            1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9,
        ]
    )

    private static let far = Rational(
        numerator: [
            6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 2.96560571828504891230e-1,
            2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
        ],
        denominator: [
            1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
            7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15,
        ]
    )
}
