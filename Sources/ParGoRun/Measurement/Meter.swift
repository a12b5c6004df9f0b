/// Adds up what one worker spends its time on, and how many multiplications and additions it asks BLAS for.
///
/// Absent in ordinary training: a benchmark turns it on for steps of their own.
public final class Meter {
    /// A kind of work.
    public enum Part: String, CaseIterable, Sendable {
        /// Products with weights, forwards and backwards.
        case products = "products with weights"
        /// Scores, softmax and weighted sums, forwards and backwards.
        case attention
        /// Norms with their residual sums.
        case norms
        /// GELU, SwiGLU and rotary positions.
        case activations
        /// Softmax over the vocabulary.
        case loss
        /// Adding up gradients, clipping, AdamW.
        case optimizer
        /// Gathering inputs, waiting for the slowest worker, everything else.
        case rest
    }

    private(set) var seconds: [Part: Double] = [:]
    var operations = 0.0

    func add(_ part: Part, _ duration: Duration) { seconds[part, default: 0] += duration / .seconds(1) }
}

extension Scratch {
    /// Does a piece of work and books its time, where somebody measures.
    @inline(__always) func metered<Result>(_ part: Meter.Part, _ body: () throws -> Result) rethrows -> Result {
        guard let meter else { return try body() }
        let start = ContinuousClock.now
        defer { meter.add(part, start.duration(to: .now)) }
        return try body()
    }
}
