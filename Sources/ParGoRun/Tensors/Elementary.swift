#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// `base` to the power of `exponent`.
func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

/// The cosine of an angle in radians.
func cosine(_ angle: Double) -> Double { cos(angle) }

/// The sine of an angle in radians.
func sine(_ angle: Double) -> Double { sin(angle) }

/// e to the power of a number.
func exponential(_ value: Double) -> Double { exp(value) }

/// The natural logarithm, in double precision.
func naturalLogarithm(_ value: Double) -> Double { log(value) }

/// The natural logarithm.
func logarithm(_ value: Float) -> Float { log(value) }
