/// A view of rows of floats inside somebody else's memory, as BLAS sees it.
///
/// Rows are `stride` floats apart, so that one attention head of a batch is a view, not a copy. The view does not keep
/// the memory alive: it is made for one call, or by a layer that owns the memory.
public struct Matrix {
    let base: UnsafeMutablePointer<Float>
    let rows: Int
    let columns: Int
    let stride: Int
    var isTransposed = false

    /// The same memory read with rows and columns exchanged.
    var transposed: Matrix {
        Matrix(base: base, rows: columns, columns: rows, stride: stride, isTransposed: !isTransposed)
    }

    /// Some of the columns of a view that is not transposed.
    func columns(_ range: Range<Int>) -> Matrix {
        precondition(range.upperBound <= columns && !isTransposed, "Matrix: columns \(range) of \(columns)")
        return Matrix(base: base + range.lowerBound, rows: rows, columns: range.count, stride: stride)
    }

    /// Some of the rows of a view that is not transposed.
    func rows(_ range: Range<Int>) -> Matrix {
        precondition(range.upperBound <= rows && !isTransposed, "Matrix: rows \(range) of \(rows)")
        return Matrix(base: base + range.lowerBound * stride, rows: range.count, columns: columns, stride: stride)
    }

    /// The first element of a row.
    @inline(__always) func row(_ index: Int) -> UnsafeMutablePointer<Float> { base + index &* stride }

    /// Sets each element to `value`.
    func fill(_ value: Float) {
        for row in 0..<rows { self.row(row).update(repeating: value, count: columns) }
    }

    /// Makes each row a copy of one vector of `columns` elements.
    func fillRows(_ vector: Tensor) {
        precondition(vector.count == columns, "Matrix: \(vector.shape) in rows of \(columns)")
        for row in 0..<rows { self.row(row).update(from: vector.base, count: columns) }
    }

    /// Adds the sum over all rows to `target`, `columns` floats.
    func addRowSums(to target: UnsafeMutablePointer<Float>) {
        for row in 0..<rows {
            let source = self.row(row)
            inLanes(columns) { index, width in
                target.store(target.lanes(index, width) + source.lanes(index, width), index, width)
            }
        }
    }
}
