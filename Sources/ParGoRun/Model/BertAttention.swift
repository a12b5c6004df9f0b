/// One attention sub-layer of a post-norm BERT block: `LN(x + dense(attention(x, source)))`.
///
/// Shapes: x is (Q, hidden) when the samples still have one set of tokens between them, or (batch * Q, hidden); the source
/// is x itself, or (batch * V, sourceWidth) for cross-attention. No dropout: the projector is small, and runs stay
/// comparable without it.
final class BertAttention {
    private let hidden: Int
    private let heads: Int
    /// Queries, keys and values in one for self-attention; queries alone, then keys and values, for cross-attention.
    private let inward: [LinearGroup]
    private let attention: Attention
    private let dense: LinearGroup
    private let norm: LayerNorm
    private var isSelf: Bool { inward.count == 1 }

    // Kept from the forward pass for the backward pass.
    private var (input, source) = (Tensor(), Tensor())
    private let projected = Tensor()
    private let pairs = Tensor()
    private let attended = Tensor()
    private let sum = Tensor()
    private let output = Tensor()

    convenience init(
        _ name: String,
        hidden: Int,
        heads: Int,
        sourceWidth: Int,
        isSelf: Bool,
        epsilon: Float,
        _ generator: inout SeededGenerator
    ) {
        let query = Linear("\(name).self.query", from: hidden, to: hidden, hasBias: true)
        let key = Linear("\(name).self.key", from: sourceWidth, to: hidden, hasBias: true)
        let value = Linear("\(name).self.value", from: sourceWidth, to: hidden, hasBias: true)
        let dense = Linear("\(name).output.dense", from: hidden, to: hidden, hasBias: true)
        for layer in [query, key, value, dense] {
            layer.weight.fillNormal(deviation: ParGoProjector.deviation(layer), &generator)
        }
        self.init(
            hidden,
            heads,
            isSelf ? [LinearGroup([query, key, value])] : [LinearGroup([query]), LinearGroup([key, value])],
            LinearGroup([dense]),
            LayerNorm("\(name).output.LayerNorm", width: hidden, epsilon: epsilon)
        )
    }

    private init(_ hidden: Int, _ heads: Int, _ inward: [LinearGroup], _ dense: LinearGroup, _ norm: LayerNorm) {
        (self.hidden, self.heads, self.inward, self.dense, self.norm) = (hidden, heads, inward, dense, norm)
        attention = Attention(heads: heads, keyHeads: heads, headDim: hidden / heads)
    }

    /// The same weights for another worker, gradients and memory apart.
    func replica() -> BertAttention {
        BertAttention(hidden, heads, inward.map { $0.replica() }, dense.replica(), norm.replica())
    }

    var parameters: [Parameter] {
        (inward + [dense]).flatMap(\.members).flatMap(\.parameters) + norm.parameters
    }

    /// What a forward pass fills.
    var memory: [Tensor] { [projected, pairs, attended, sum, output] + attention.memory + norm.memory }

    /// `x` and, for cross-attention, what it looks at; the plan says how many rows come out.
    func forward(_ x: Tensor, source: Tensor?, plan: AttentionPlan, _ scratch: Scratch) -> Tensor {
        (input, self.source) = (x, source ?? x)
        projected.resize([x.rows, inward[0].outputs])
        inward[0].forward(x.matrix, into: projected.matrix, scratch)
        if !isSelf {
            pairs.resize([self.source.rows, 2 * hidden])
            inward[1].forward(self.source.matrix, into: pairs.matrix, scratch)
        }
        attended.resize([plan.outputs, hidden])
        let (query, key, value) = parts(projected, pairs)
        attention.forward(query, key, value, plan: plan, into: attended.matrix, scratch)
        sum.resize(attended.shape)
        dense.forward(attended.matrix, into: sum.matrix, addsBias: false, scratch)
        output.resize(sum.shape)
        scratch.metered(.norms) { norm.forward(sum, adding: x, shift: dense.members[0].bias, into: output) }
        return output
    }

    private func parts(_ projected: Tensor, _ pairs: Tensor) -> (Matrix, Matrix, Matrix) {
        let first = projected.matrix
        guard !isSelf else {
            return (
                first.columns(0..<hidden), first.columns(hidden..<2 * hidden), first.columns(2 * hidden..<3 * hidden)
            )
        }
        return (first, pairs.matrix.columns(0..<hidden), pairs.matrix.columns(hidden..<2 * hidden))
    }

    /// The gradient of x, lent by `scratch`; `gradient` is given back.
    ///
    /// The source's own is added to `sourceGradient` where there is one: visual features are frozen in training.
    func backward(_ gradient: Tensor, sourceGradient: Tensor? = nil, _ scratch: Scratch) -> Tensor {
        let change = scratch.take(sum.rows, hidden)
        scratch.metered(.norms) { norm.backward(gradient, into: change, shift: dense.members[0].bias) }
        scratch.give(gradient)
        let above = scratch.take(sum.rows, hidden)
        dense.backward(change.matrix, x: attended.matrix, into: above.matrix, addsBias: false, scratch)
        let first = scratch.take(projected.rows, projected.columns)
        let second = scratch.take(isSelf ? 0 : pairs.rows, 2 * hidden)
        let (query, key, value) = parts(first, second)
        attention.backward(above.matrix, query: query, key: key, value: value, scratch)
        let result = folded(change, scratch)
        inward[0].backward(first.matrix, x: input.matrix, into: result.matrix, adding: true, scratch)
        if !isSelf {
            inward[1].backward(second.matrix, x: source.matrix, into: sourceGradient?.matrix, adding: true, scratch)
        }
        scratch.give(above, first, second)
        return result
    }

    /// The residual's gradient: where the samples shared their tokens, the sum over samples.
    private func folded(_ change: Tensor, _ scratch: Scratch) -> Tensor {
        guard input.rows < change.rows else { return change }
        let result = scratch.take(input.rows, hidden)
        result.fill(0)
        for start in stride(from: 0, to: change.rows, by: input.rows) {
            let part = change.base + start * hidden
            inLanes(result.count) { result.base.store(result.base.lanes($0, $1) + part.lanes($0, $1), $0, $1) }
        }
        scratch.give(change)
        return result
    }
}
