/// Eight floats worked on at once.
///
/// Reductions are written over lanes because the compiler may not reorder float sums.
typealias Lanes = SIMD8<Float>

/// Calls `body` with the index and the width (8, at the end perhaps less) of each piece of `count` floats.
@inline(__always) func inLanes(_ count: Int, _ body: (Int, Int) -> Void) {
    var index = 0
    while index &+ 8 <= count {
        body(index, 8)
        index &+= 8
    }
    if index < count { body(index, count &- index) }
}

extension UnsafePointer<Float> {
    /// The eight floats from `index` on.
    @inline(__always) func lanes(_ index: Int) -> Lanes {
        UnsafeRawPointer(self + index).loadUnaligned(as: Lanes.self)
    }

    /// The `width` floats from `index` on, zeros in the lanes beyond.
    @inline(__always) func lanes(_ index: Int, _ width: Int) -> Lanes {
        if width == 8 { return lanes(index) }
        var result = Lanes.zero
        for lane in 0..<width { result[lane] = self[index &+ lane] }
        return result
    }
}

extension UnsafeMutablePointer<Float> {
    /// The eight floats from `index` on.
    @inline(__always) func lanes(_ index: Int) -> Lanes { UnsafePointer(self).lanes(index) }

    /// The `width` floats from `index` on, zeros in the lanes beyond.
    @inline(__always) func lanes(_ index: Int, _ width: Int) -> Lanes { UnsafePointer(self).lanes(index, width) }

    /// Writes eight floats from `index` on.
    @inline(__always) func store(_ value: Lanes, _ index: Int) {
        UnsafeMutableRawPointer(self + index).storeBytes(of: value, as: Lanes.self)
    }

    /// Writes the first `width` lanes from `index` on.
    @inline(__always) func store(_ value: Lanes, _ index: Int, _ width: Int) {
        if width == 8 { return store(value, index) }
        for lane in 0..<width { self[index &+ lane] = value[lane] }
    }
}

extension Lanes {
    /// `self * factor + term`, rounded once.
    @inline(__always) func times(_ factor: Lanes, plus term: Lanes) -> Lanes { term.addingProduct(self, factor) }

    /// `self * factor + term`, rounded once, with constants.
    @inline(__always) func times(_ factor: Lanes, plus term: Float) -> Lanes {
        Lanes(repeating: term).addingProduct(self, factor)
    }

    /// The sum of the eight lanes, always in the same order.
    @inline(__always) var total: Float {
        let four = lowHalf + highHalf
        let two = four.lowHalf + four.highHalf
        return two.x + two.y
    }

    /// The first `width` lanes, zeros beyond.
    @inline(__always) func first(_ width: Int) -> Lanes {
        if width == 8 { return self }
        var result = self
        for lane in width..<8 { result[lane] = 0 }
        return result
    }

    /// Lane by lane maximum.
    @inline(__always) func largest(_ other: Lanes) -> Lanes {
        replacing(with: other, where: other .> self)
    }

    /// Lane by lane minimum.
    @inline(__always) func smallest(_ other: Lanes) -> Lanes {
        replacing(with: other, where: other .< self)
    }
}
