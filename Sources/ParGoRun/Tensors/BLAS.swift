import COpenBLAS

/// The few OpenBLAS routines this trainer needs, in Swift spelling.
///
/// No other file imports OpenBLAS.
public enum BLAS {
    /// The number of threads OpenBLAS uses, as the environment's `OPENBLAS_NUM_THREADS` set it.
    public static var threads: Int { Int(openblas_get_num_threads()) }

    /// Sets how many threads one product uses, in the whole process: one where workers share the batch.
    static func setThreads(_ count: Int) { openblas_set_num_threads(Int32(count)) }

    /// The processor kernels that OpenBLAS chose, for the run's record: results differ in the last bits between them.
    public static var kernels: String { String(cString: openblas_get_corename()) }

    /// `target = scale * left * right + keep * target`.
    ///
    /// With `keep` 0 the old contents of `target` are not read, so they may be anything.
    static func multiply(
        _ left: Matrix,
        _ right: Matrix,
        into target: Matrix,
        scale: Float = 1,
        keep: Float = 0
    ) {
        precondition(
            left.columns == right.rows && target.rows == left.rows && target.columns == right.columns,
            """
            BLAS.multiply: (\(left.rows), \(left.columns)) x (\(right.rows), \(right.columns)) \
            into (\(target.rows), \(target.columns))
            """
        )
        precondition(!target.isTransposed, "BLAS.multiply: the target cannot be a transposed view")
        if target.rows == 0 || target.columns == 0 { return }
        cblas_sgemm(
            CblasRowMajor,
            left.isTransposed ? CblasTrans : CblasNoTrans,
            right.isTransposed ? CblasTrans : CblasNoTrans,
            blasint(target.rows),
            blasint(target.columns),
            blasint(left.columns),
            scale,
            left.base,
            blasint(max(left.stride, 1)),
            right.base,
            blasint(max(right.stride, 1)),
            keep,
            target.base,
            blasint(target.stride)
        )
    }

    /// The sum of squares of `count` floats.
    static func squaredNorm(_ values: UnsafePointer<Float>, count: Int) -> Double {
        cblas_dsdot(blasint(count), values, 1, values, 1)
    }
}
