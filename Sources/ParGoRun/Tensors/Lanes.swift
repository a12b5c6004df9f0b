/// Eight floats worked on at once.
///
/// Reductions are written over lanes because the compiler may not reorder float sums.
typealias Lanes = SIMD8<Float>

extension UnsafePointer<Float> {
    /// The eight floats from `index` on.
    @inline(__always) func lanes(_ index: Int) -> Lanes {
        UnsafeRawPointer(self + index).loadUnaligned(as: Lanes.self)
    }
}

extension UnsafeMutablePointer<Float> {
    /// The eight floats from `index` on.
    @inline(__always) func lanes(_ index: Int) -> Lanes {
        UnsafeRawPointer(self + index).loadUnaligned(as: Lanes.self)
    }

    /// Writes eight floats from `index` on.
    @inline(__always) func store(_ value: Lanes, _ index: Int) {
        UnsafeMutableRawPointer(self + index).storeBytes(of: value, as: Lanes.self)
    }
}

extension Lanes {
    /// The sum of the eight lanes, always in the same order.
    @inline(__always) var total: Float {
        let four = lowHalf + highHalf
        let two = four.lowHalf + four.highHalf
        return two.x + two.y
    }

    /// Lane by lane maximum.
    @inline(__always) func largest(_ other: Lanes) -> Lanes {
        replacing(with: other, where: other .> self)
    }

    /// Lane by lane minimum.
    @inline(__always) func smallest(_ other: Lanes) -> Lanes {
        replacing(with: other, where: other .< self)
    }

    /// e to the power of each lane, with a relative error below 2e-7; exactly 0 from -88.02 down.
    ///
    /// Cephes' split: x = n ln 2 + r, with e^r from a polynomial and 2^n put into the exponent bits. Adding and
    /// subtracting 1.5 * 2^23 rounds to the nearest integer without a library call.
    @inline(__always) var exponential: Lanes {
        let magic = Lanes(repeating: 12_582_912)
        let x = largest(Lanes(repeating: -88.03)).smallest(Lanes(repeating: 88))
        let shifted = x * 1.442_695_04 + magic
        let n = shifted - magic
        let r = (x - n * 0.693_359_375) + n * 2.121_944_4e-4
        var p = Lanes(repeating: 1.987_569_2e-4)
        p = p * r + 1.398_199_9e-3
        p = p * r + 8.333_452e-3
        p = p * r + 4.166_579_6e-2
        p = p * r + 1.666_666_5e-1
        p = p * r + 0.5
        p = p * r * r + r + 1
        let bits = SIMD8<UInt32>(truncatingIfNeeded: unsafeBitCast(shifted, to: SIMD8<UInt32>.self))
        let scale = (bits &+ 127) &<< 23
        return p * unsafeBitCast(scale, to: Lanes.self)
    }
}
