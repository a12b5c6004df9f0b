/// One layer of the ParGo projector: masked self-attention, masked cross-attention, feed-forward, each post-norm.
///
/// Shapes: tokens are (batch * Q, hidden), visual features (batch * V, visual width). The first layer's self-attention
/// has not seen an image yet: its tokens are (Q, hidden) for all samples together.
final class ParGoLayer: Recomputable {
    private let selfAttention: BertAttention
    private let crossAttention: BertAttention
    private let widen: LinearGroup
    private let activation = GELU()
    private let narrow: LinearGroup
    private let norm: LayerNorm

    // Kept from the forward pass for the backward pass.
    private var perceived = Tensor()
    private let inner = Tensor()
    private let activated = Tensor()
    private let sum = Tensor()
    /// The tokens that the last forward pass made.
    let output = Tensor()

    convenience init(_ index: Int, _ shape: ParGoProjector.Shape, _ generator: inout SeededGenerator) {
        let name = "ParGo.bert.encoder.layer.\(index)"
        let hidden = shape.hidden
        func attention(_ part: String, _ sourceWidth: Int, isSelf: Bool) -> BertAttention {
            BertAttention(
                "\(name).\(part)",
                hidden: hidden,
                heads: shape.heads,
                sourceWidth: sourceWidth,
                isSelf: isSelf,
                epsilon: Float(shape.normEpsilon),
                &generator
            )
        }
        let own = attention("attention", hidden, isSelf: true)
        let cross = attention("crossattention", shape.visualWidth, isSelf: false)
        let widen = Linear("\(name).intermediate_query.dense", from: hidden, to: shape.ffn, hasBias: true)
        let narrow = Linear("\(name).output_query.dense", from: shape.ffn, to: hidden, hasBias: true)
        for layer in [widen, narrow] { layer.weight.fillNormal(deviation: ParGoProjector.deviation(layer), &generator) }
        let norm = LayerNorm("\(name).output_query.LayerNorm", width: hidden, epsilon: Float(shape.normEpsilon))
        self.init(own, cross, LinearGroup([widen]), LinearGroup([narrow]), norm)
    }

    private init(
        _ selfAttention: BertAttention,
        _ crossAttention: BertAttention,
        _ widen: LinearGroup,
        _ narrow: LinearGroup,
        _ norm: LayerNorm
    ) {
        (self.selfAttention, self.crossAttention) = (selfAttention, crossAttention)
        (self.widen, self.narrow, self.norm) = (widen, narrow, norm)
    }

    /// The same weights for another worker, gradients and memory apart.
    func replica() -> ParGoLayer {
        ParGoLayer(
            selfAttention.replica(),
            crossAttention.replica(),
            widen.replica(),
            narrow.replica(),
            norm.replica()
        )
    }

    var parameters: [Parameter] {
        selfAttention.parameters + crossAttention.parameters
            + [widen, narrow].flatMap(\.members).flatMap(\.parameters) + norm.parameters
    }

    /// What a forward pass fills, the output left out: it is the next layer's input.
    var memory: [Tensor] { selfAttention.memory + crossAttention.memory + [inner, activated, sum] + norm.memory }

    /// Whether the last forward pass's output is all numbers.
    var isFinite: Bool { output.isFinite }

    func forward(_ x: Tensor, visual: Tensor, own: AttentionPlan, cross: AttentionPlan, _ scratch: Scratch) -> Tensor {
        let exchanged = selfAttention.forward(x, source: nil, plan: own, scratch)
        perceived = crossAttention.forward(exchanged, source: visual, plan: cross, scratch)
        inner.resize([perceived.rows, widen.outputs])
        widen.forward(perceived.matrix, into: inner.matrix, addsBias: false, scratch)
        activated.resize(inner.shape)
        scratch.metered(.activations) { activation.forward(inner, shift: widen.members[0].bias, into: activated) }
        sum.resize(perceived.shape)
        narrow.forward(activated.matrix, into: sum.matrix, addsBias: false, scratch)
        output.resize(sum.shape)
        scratch.metered(.norms) { norm.forward(sum, adding: perceived, shift: narrow.members[0].bias, into: output) }
        return output
    }

    /// The gradient of the layer's tokens, lent by `scratch`; `gradient` is given back, and that of the visual features
    /// added to `visual`.
    func backward(_ gradient: Tensor, visual: Tensor?, _ scratch: Scratch) -> Tensor {
        let change = scratch.take(sum.rows, sum.columns)
        scratch.metered(.norms) { norm.backward(gradient, into: change, shift: narrow.members[0].bias) }
        scratch.give(gradient)
        let wide = scratch.take(inner.rows, inner.columns)
        narrow.backward(change.matrix, x: activated.matrix, into: wide.matrix, addsBias: false, scratch)
        scratch.metered(.activations) { activation.backward(inPlace: wide, shift: widen.members[0].bias) }
        widen.backward(wide.matrix, x: perceived.matrix, into: change.matrix, adding: true, addsBias: false, scratch)
        scratch.give(wide)
        return selfAttention.backward(crossAttention.backward(change, sourceGradient: visual, scratch), scratch)
    }
}
