/// Sums and maps over one row of floats, always in the same order: running lanes, then their total.
enum Row {
    static func sum(_ x: UnsafePointer<Float>, _ count: Int) -> Float {
        var (first, second) = (Lanes.zero, Lanes.zero)
        var index = 0
        while index &+ 16 <= count {
            first += x.lanes(index)
            second += x.lanes(index &+ 8)
            index &+= 16
        }
        inLanes(count &- index) { first += x.lanes(index &+ $0, $1) }
        return (first + second).total
    }

    static func dot(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ count: Int) -> Float {
        var (first, second) = (Lanes.zero, Lanes.zero)
        var index = 0
        while index &+ 16 <= count {
            first.addProduct(x.lanes(index), y.lanes(index))
            second.addProduct(x.lanes(index &+ 8), y.lanes(index &+ 8))
            index &+= 16
        }
        inLanes(count &- index) { first.addProduct(x.lanes(index &+ $0, $1), y.lanes(index &+ $0, $1)) }
        return (first + second).total
    }

    static func squaredDistance(_ x: UnsafePointer<Float>, from centre: Float, _ count: Int) -> Float {
        var lanes = Lanes.zero
        inLanes(count) { index, width in
            let distance = (x.lanes(index, width) - centre).first(width)
            lanes.addProduct(distance, distance)
        }
        return lanes.total
    }

    static func maximum(_ x: UnsafePointer<Float>, _ count: Int) -> Float {
        var lanes = Lanes(repeating: -.infinity)
        var index = 0
        while index &+ 8 <= count {
            lanes = lanes.largest(x.lanes(index))
            index &+= 8
        }
        var result = lanes.max()
        while index < count {
            result = Swift.max(result, x[index])
            index &+= 1
        }
        return result
    }

    /// Replaces each element by `exp((x - shift) * scale)` and returns their sum.
    static func exponentiate(
        _ x: UnsafeMutablePointer<Float>,
        less shift: Float,
        times scale: Float = 1,
        _ count: Int
    ) -> Float {
        var lanes = Lanes.zero
        inLanes(count) { index, width in
            let value = ((x.lanes(index, width) - shift) * scale).exponential
            x.store(value, index, width)
            lanes += value.first(width)
        }
        return lanes.total
    }

    static func scale(_ x: UnsafeMutablePointer<Float>, by factor: Float, _ count: Int) {
        inLanes(count) { x.store(x.lanes($0, $1) * factor, $0, $1) }
    }

    /// Adds `factor * x` to `target`.
    @inline(__always)
    static func add(
        _ x: UnsafePointer<Float>,
        times factor: Float,
        to target: UnsafeMutablePointer<Float>,
        _ count: Int
    ) {
        let factors = Lanes(repeating: factor)
        inLanes(count) { target.store(x.lanes($0, $1).times(factors, plus: target.lanes($0, $1)), $0, $1) }
    }

    /// Adds the sum over rows of the element-wise products of two (n, width) tensors to a vector of `width`.
    static func addProducts(_ left: Tensor, _ right: Tensor, to target: Tensor) {
        let (width, sum) = (target.count, target.base)
        for row in 0..<left.rows {
            let (a, b) = (left.base + row * width, right.base + row * width)
            inLanes(width) { index, part in
                sum.store(a.lanes(index, part).times(b.lanes(index, part), plus: sum.lanes(index, part)), index, part)
            }
        }
    }
}
