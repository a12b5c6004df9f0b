/// Clipping of all gradients together by their global norm, as in PyTorch's `clip_grad_norm_`.
public enum GradientClipping {
    /// Scales the gradients down to `limit` where their joint Euclidean norm is above it, and returns that norm.
    ///
    /// Frozen parameters are left out. A limit of 0 only measures.
    public static func clip(_ parameters: [Parameter], to limit: Double) -> Double {
        var sum = 0.0
        for parameter in parameters where !parameter.isFrozen {
            sum += BLAS.squaredNorm(parameter.gradient.base, count: parameter.gradient.count)
        }
        let norm = sum.squareRoot()
        guard limit > 0, norm > limit else { return norm }
        let factor = Float(limit / (norm + 1e-6))
        for parameter in parameters where !parameter.isFrozen {
            Row.scale(parameter.gradient.base, by: factor, parameter.gradient.count)
        }
        return norm
    }
}
