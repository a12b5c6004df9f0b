/// Sums over one row of floats, in a fixed order of eight running lanes and a tail.
enum Row {
    static func sum(_ x: UnsafePointer<Float>, _ count: Int) -> Float {
        var lanes = Lanes.zero
        var index = 0
        while index + 8 <= count {
            lanes += x.lanes(index)
            index += 8
        }
        var result = lanes.total
        while index < count {
            result += x[index]
            index += 1
        }
        return result
    }

    static func dot(_ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, _ count: Int) -> Float {
        var lanes = Lanes.zero
        var index = 0
        while index + 8 <= count {
            lanes += x.lanes(index) * y.lanes(index)
            index += 8
        }
        var result = lanes.total
        while index < count {
            result += x[index] * y[index]
            index += 1
        }
        return result
    }

    static func squaredDistance(_ x: UnsafePointer<Float>, from centre: Float, _ count: Int) -> Float {
        var lanes = Lanes.zero
        var index = 0
        while index + 8 <= count {
            let distance = x.lanes(index) - centre
            lanes += distance * distance
            index += 8
        }
        var result = lanes.total
        while index < count {
            result += (x[index] - centre) * (x[index] - centre)
            index += 1
        }
        return result
    }

    static func maximum(_ x: UnsafePointer<Float>, _ count: Int) -> Float {
        var lanes = Lanes(repeating: -.infinity)
        var index = 0
        while index + 8 <= count {
            lanes = lanes.largest(x.lanes(index))
            index += 8
        }
        var result = lanes.max()
        while index < count {
            result = Swift.max(result, x[index])
            index += 1
        }
        return result
    }

    /// Replaces each element by `exp(x - shift)` and returns their sum.
    static func exponentiate(_ x: UnsafeMutablePointer<Float>, less shift: Float, _ count: Int) -> Float {
        var lanes = Lanes.zero
        var index = 0
        while index + 8 <= count {
            let value = (x.lanes(index) - shift).exponential
            x.store(value, index)
            lanes += value
            index += 8
        }
        var result = lanes.total
        while index < count {
            x[index] = Lanes(repeating: x[index] - shift).exponential[0]
            result += x[index]
            index += 1
        }
        return result
    }

    static func scale(_ x: UnsafeMutablePointer<Float>, by factor: Float, _ count: Int) {
        for index in 0..<count { x[index] *= factor }
    }

    /// Adds the sum over rows of the element-wise products of two (n, width) tensors to a vector of `width`.
    static func addProducts(_ left: Tensor, _ right: Tensor, to target: Tensor) {
        let (width, sum) = (target.count, target.base)
        for row in 0..<left.rows {
            let (a, b) = (left.base + row * width, right.base + row * width)
            for column in 0..<width { sum[column] += a[column] * b[column] }
        }
    }
}
