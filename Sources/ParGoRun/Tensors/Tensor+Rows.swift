extension Tensor {
    /// Adds one vector of `columns` elements to each row.
    public func addToEachRow(_ vector: Tensor) {
        precondition(vector.count == columns, "Tensor: cannot add \(vector.shape) to each row of \(shape)")
        let (width, added) = (columns, vector.base)
        for row in 0..<rows {
            let target = base + row * width
            for column in 0..<width { target[column] += added[column] }
        }
    }

    /// Adds the sum over all rows of `other` (n, count) to this tensor, read as one vector of `count` elements.
    public func addSumOfRows(_ other: Tensor) {
        precondition(other.columns == count, "Tensor: cannot add the rows of \(other.shape) to \(shape)")
        let (width, target) = (count, base)
        for row in 0..<other.rows {
            let source = other.base + row * width
            for column in 0..<width { target[column] += source[column] }
        }
    }
}
