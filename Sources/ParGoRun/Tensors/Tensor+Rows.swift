extension Tensor {
    /// Adds one vector of `columns` elements to each row.
    public func addToEachRow(_ vector: Tensor) {
        precondition(vector.count == columns, "Tensor: cannot add \(vector.shape) to each row of \(shape)")
        let (width, added) = (columns, vector.base)
        for row in 0..<rows {
            let target = base + row * width
            inLanes(width) { target.store(target.lanes($0, $1) + added.lanes($0, $1), $0, $1) }
        }
    }

    /// Adds the sum over all rows of `other` (n, count) to this tensor, read as one vector of `count` elements.
    public func addSumOfRows(_ other: Tensor) {
        precondition(other.columns == count, "Tensor: cannot add the rows of \(other.shape) to \(shape)")
        other.matrix.addRowSums(to: base)
    }
}

extension Tensor {
    /// Copies these rows of another tensor, one after another; this one must have as many rows.
    func gather(_ other: Tensor, _ rows: [Int]) {
        let width = columns
        precondition(other.columns == width && self.rows == rows.count, "Tensor: \(rows.count) rows into \(shape)")
        for (index, row) in rows.enumerated() {
            (base + index * width).update(from: other.base + row * width, count: width)
        }
    }

    /// Adds the rows of another tensor to these rows of this one.
    func scatterAdd(_ other: Tensor, _ rows: [Int]) {
        let width = columns
        precondition(other.columns == width && other.rows == rows.count, "Tensor: \(other.shape) to \(rows.count) rows")
        for (index, row) in rows.enumerated() {
            let (target, source) = (base + row * width, other.base + index * width)
            inLanes(width) { target.store(target.lanes($0, $1) + source.lanes($0, $1), $0, $1) }
        }
    }
}
