/// One attention sub-layer of a post-norm BERT block: `LN(x + dense(attention(x, source)))`.
///
/// Shapes: x is (batch * Q, hidden); the source is x itself, or (batch * V, sourceWidth) for cross-attention.
/// No dropout: the projector is small, and runs stay comparable without it.
final class BertAttention {
    private let query: Linear
    private let key: Linear
    private let value: Linear
    private let attention: Attention
    private let dense: Linear
    private let norm: LayerNorm
    private let isSelf: Bool

    init(_ name: String, hidden: Int, heads: Int, sourceWidth: Int, isSelf: Bool, _ generator: inout SeededGenerator) {
        query = Linear("\(name).self.query", from: hidden, to: hidden, hasBias: true)
        key = Linear("\(name).self.key", from: sourceWidth, to: hidden, hasBias: true)
        value = Linear("\(name).self.value", from: sourceWidth, to: hidden, hasBias: true)
        attention = Attention(heads: heads, keyHeads: heads, headDim: hidden / heads)
        dense = Linear("\(name).output.dense", from: hidden, to: hidden, hasBias: true)
        norm = LayerNorm("\(name).output.LayerNorm", width: hidden, epsilon: 1e-12)
        self.isSelf = isSelf
        for layer in [query, key, value, dense] {
            layer.weight.fillNormal(deviation: ParGoProjector.deviation(layer), &generator)
        }
    }

    var parameters: [Parameter] {
        query.parameters + key.parameters + value.parameters + dense.parameters + norm.parameters
    }

    func forward(_ x: Tensor, source: Tensor, batch: Int, mask: AttentionMask?) -> Tensor {
        let attended = attention.forward(
            query: query.forward(x),
            key: key.forward(source),
            value: value.forward(source),
            batch: batch,
            mask: mask
        )
        let sum = dense.forward(attended)
        sum.add(x)
        return norm.forward(sum)
    }

    /// The gradient of x.
    ///
    /// The source's own is not computed for cross-attention: visual features are frozen.
    func backward(_ gradient: Tensor) -> Tensor {
        let sum = norm.backward(gradient)
        attention.backward(dense.backward(sum))
        let result = query.backward(attention.queryGradient)
        if isSelf {
            key.backward(attention.keyGradient, into: result, adding: true)
            value.backward(attention.valueGradient, into: result, adding: true)
        } else {
            key.backwardWeights(attention.keyGradient)
            value.backwardWeights(attention.valueGradient)
        }
        result.add(sum)
        return result
    }
}
