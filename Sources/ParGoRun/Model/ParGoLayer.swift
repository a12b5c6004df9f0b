/// One layer of the ParGo projector: masked self-attention, masked cross-attention, feed-forward, each post-norm.
///
/// Shapes: tokens are (batch * Q, hidden), visual features (batch * V, visual width).
final class ParGoLayer {
    private let selfAttention: BertAttention
    private let crossAttention: BertAttention
    private let widen: Linear
    private let activation = GELU()
    private let narrow: Linear
    private let norm: LayerNorm

    init(_ index: Int, _ shape: ParGoProjector.Shape, _ generator: inout SeededGenerator) {
        let name = "ParGo.bert.encoder.layer.\(index)"
        let (hidden, heads) = (shape.hidden, shape.heads)
        selfAttention = BertAttention(
            "\(name).attention",
            hidden: hidden,
            heads: heads,
            sourceWidth: hidden,
            isSelf: true,
            &generator
        )
        crossAttention = BertAttention(
            "\(name).crossattention",
            hidden: hidden,
            heads: heads,
            sourceWidth: shape.visualWidth,
            isSelf: false,
            &generator
        )
        widen = Linear("\(name).intermediate_query.dense", from: hidden, to: shape.ffn, hasBias: true)
        narrow = Linear("\(name).output_query.dense", from: shape.ffn, to: hidden, hasBias: true)
        norm = LayerNorm("\(name).output_query.LayerNorm", width: hidden, epsilon: 1e-12)
        for layer in [widen, narrow] { layer.weight.fillNormal(deviation: ParGoProjector.deviation(layer), &generator) }
    }

    var parameters: [Parameter] {
        selfAttention.parameters + crossAttention.parameters + widen.parameters + narrow.parameters + norm.parameters
    }

    func forward(
        _ x: Tensor,
        visual: Tensor,
        batch: Int,
        ownMask: AttentionMask?,
        crossMask: AttentionMask?
    ) -> Tensor {
        let exchanged = selfAttention.forward(x, source: x, batch: batch, mask: ownMask)
        let perceived = crossAttention.forward(exchanged, source: visual, batch: batch, mask: crossMask)
        let sum = narrow.forward(activation.forward(widen.forward(perceived)))
        sum.add(perceived)
        return norm.forward(sum)
    }

    func backward(_ gradient: Tensor) -> Tensor {
        let sum = norm.backward(gradient)
        let perceived = widen.backward(activation.backward(narrow.backward(sum)))
        perceived.add(sum)
        return selfAttention.backward(crossAttention.backward(perceived))
    }
}
