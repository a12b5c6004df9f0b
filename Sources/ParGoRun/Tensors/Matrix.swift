/// A view of rows of floats inside somebody else's memory, as BLAS sees it.
///
/// Rows are `stride` floats apart, so that one attention head of a batch is a view, not a copy. The view does not keep
/// the memory alive: it is made for one call.
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
}
