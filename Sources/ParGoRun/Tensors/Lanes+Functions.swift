extension Lanes {
    /// e to the power of each lane, with a relative error below 2e-7; exactly 0 from -88.02 down.
    ///
    /// Cephes' split: x = n ln 2 + r, with e^r from a polynomial and 2^n put into the exponent bits. Adding and
    /// subtracting 1.5 * 2^23 rounds to the nearest integer without a library call.
    @inline(__always) var exponential: Lanes {
        let magic = Lanes(repeating: 12_582_912)
        let x = largest(Lanes(repeating: -88.03)).smallest(Lanes(repeating: 88))
        let shifted = x.times(Lanes(repeating: 1.442_695_04), plus: magic)
        let n = shifted - magic
        let r = n.times(Lanes(repeating: 2.121_944_4e-4), plus: n.times(Lanes(repeating: -0.693_359_375), plus: x))
        var p = Lanes(repeating: 1.987_569_2e-4)
        p = p.times(r, plus: 1.398_199_9e-3)
        p = p.times(r, plus: 8.333_452e-3)
        p = p.times(r, plus: 4.166_579_6e-2)
        p = p.times(r, plus: 1.666_666_5e-1)
        p = p.times(r, plus: 0.5)
        p = p.times(r * r, plus: r + 1)
        let bits = SIMD8<UInt32>(truncatingIfNeeded: unsafeBitCast(shifted, to: SIMD8<UInt32>.self))
        let scale = (bits &+ 127) &<< 23
        return p * unsafeBitCast(scale, to: Lanes.self)
    }

    /// 1 / (1 + e^-x).
    @inline(__always) var sigmoid: Lanes { 1 / (1 + (-self).exponential) }

    /// The normal distribution's value and density at each lane.
    ///
    /// erf comes from formula 7.1.26 of Abramowitz and Stegun, whose absolute error is below 1.5e-7.
    @inline(__always) var normalDistribution: (value: Lanes, density: Lanes) {
        let isNegative = self .< 0
        let magnitude = replacing(with: -self, where: isNegative)
        let bell = (self * self * -0.5).exponential
        let t = 1 / magnitude.times(Lanes(repeating: 0.327_591_1 * 0.707_106_78), plus: 1)
        var p = t.times(Lanes(repeating: 1.061_405_429), plus: -1.453_152_027)
        p = p.times(t, plus: 1.421_413_741)
        p = p.times(t, plus: -0.284_496_736)
        p = p.times(t, plus: 0.254_829_592)
        let upper = p * t * bell * 0.5
        let value = (1 - upper).replacing(with: upper, where: isNegative)
        return (value, bell * 0.398_942_28)
    }

    /// The square root of each lane, which must be 0 or above; relative error below 3e-7.
    ///
    /// A first guess from the exponent bits and three Newton steps for its inverse: the standard library's own takes
    /// the lanes one by one.
    @inline(__always) var root: Lanes {
        let bits = unsafeBitCast(self, to: SIMD8<UInt32>.self)
        var y = unsafeBitCast(SIMD8<UInt32>(repeating: 0x5F37_5A86) &- (bits &>> 1), to: Lanes.self)
        let half = self * 0.5
        for _ in 0..<3 { y = y * (y * half).times(-y, plus: 1.5) }
        // Below the smallest normal number the inverse overflows on the way; such a root is 0 to this precision.
        return (self * y).replacing(with: 0, where: self .< 1.2e-38)
    }
}
