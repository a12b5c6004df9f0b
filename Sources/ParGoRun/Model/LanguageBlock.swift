/// One pre-norm Llama block: rotary attention with grouped queries, then SwiGLU.
///
/// Shapes: (rows, width) to the same, rows of sequences of any length one after another. No biases. The residual stream
/// comes in two parts, the stream itself and what the block before adds to it, so that the addition is part of the norm's
/// pass. The last block of a model computes only the rows that somebody asks for.
final class LanguageBlock: Recomputable {
    let shape: LanguageModel.Shape
    let attentionNorm: RMSNorm
    let inward: LinearGroup
    let outward: LinearGroup
    let attention: Attention
    let feedNorm: RMSNorm
    let widen: LinearGroup
    let narrow: LinearGroup
    let rotary: RotaryEmbedding

    // Kept from the forward pass for the backward pass: the input, and what can be made from it again.
    private(set) var stream = Tensor()
    private let summed = Tensor()
    let normed = Tensor()
    private let projected = Tensor()
    private let queries = Tensor()
    let attended = Tensor()
    private let middle = Tensor()
    let fed = Tensor()
    let widened = Tensor()
    let activated = Tensor()

    convenience init(
        _ index: Int,
        _ shape: LanguageModel.Shape,
        rotary: RotaryEmbedding,
        _ generator: inout SeededGenerator
    ) {
        let (name, width) = ("model.layers.\(index)", shape.width)
        func linear(_ part: String, from inputs: Int, to outputs: Int) -> Linear {
            Linear("\(name).\(part)", from: inputs, to: outputs, hasBias: false)
        }
        let query = linear("self_attn.q_proj", from: width, to: width)
        let key = linear("self_attn.k_proj", from: width, to: shape.keyWidth)
        let value = linear("self_attn.v_proj", from: width, to: shape.keyWidth)
        let output = linear("self_attn.o_proj", from: width, to: width)
        let gate = linear("mlp.gate_proj", from: width, to: shape.ffn)
        let up = linear("mlp.up_proj", from: width, to: shape.ffn)
        let down = linear("mlp.down_proj", from: shape.ffn, to: width)
        // The two maps that write into the residual stream start smaller with depth (GPT-2's rule).
        let residual = 1 / Float(2 * shape.depth).squareRoot()
        for layer in [query, key, value, output, gate, up, down] {
            let scale: Float = layer === output || layer === down ? residual : 1
            layer.weight.fillNormal(deviation: scale / Float(layer.inputs).squareRoot(), &generator)
        }
        self.init(
            shape,
            rotary,
            [LinearGroup([query, key, value]), LinearGroup([output]), LinearGroup([gate, up]), LinearGroup([down])],
            RMSNorm("\(name).input_layernorm", width: width, epsilon: Float(shape.normEpsilon)),
            RMSNorm("\(name).post_attention_layernorm", width: width, epsilon: Float(shape.normEpsilon))
        )
    }

    private init(
        _ shape: LanguageModel.Shape,
        _ rotary: RotaryEmbedding,
        _ groups: [LinearGroup],
        _ attentionNorm: RMSNorm,
        _ feedNorm: RMSNorm
    ) {
        (self.shape, self.rotary) = (shape, rotary)
        (inward, outward, widen, narrow) = (groups[0], groups[1], groups[2], groups[3])
        (self.attentionNorm, self.feedNorm) = (attentionNorm, feedNorm)
        attention = Attention(heads: shape.heads, keyHeads: shape.keyHeads, headDim: shape.headDim)
    }

    /// The same weights for another worker, gradients and memory apart.
    func replica() -> LanguageBlock {
        LanguageBlock(shape, rotary, groups.map { $0.replica() }, attentionNorm.replica(), feedNorm.replica())
    }

    /// The linear maps by what shares an input.
    var groups: [LinearGroup] { [inward, outward, widen, narrow] }

    var parameters: [Parameter] {
        attentionNorm.parameters + groups.flatMap(\.members).flatMap(\.parameters) + feedNorm.parameters
    }

    /// The linear map that a LoRA target names.
    func linear(_ target: LoRATarget) -> Linear {
        switch target {
        case .query: inward.members[0]
        case .key: inward.members[1]
        case .value: inward.members[2]
        case .output: outward.members[0]
        case .gate: widen.members[0]
        case .up: widen.members[1]
        case .down: narrow.members[0]
        }
    }

    /// Attention and SwiGLU of `base + delta`; returns the stream and what is to be added to it.
    ///
    /// With `chosen` rows both have those rows only. `delta` is lent by `scratch` and given back here; so is the result's
    /// by whoever takes it.
    func forward(
        _ base: Tensor,
        adding delta: Tensor?,
        _ layout: LanguageLayout,
        chosen: [Int]?,
        _ scratch: Scratch
    ) -> (stream: Tensor, delta: Tensor) {
        stream = delta == nil ? base : summed
        guard let delta else { return forward(layout, chosen: chosen, scratch) }
        let normed = takeNormed(base.rows, scratch)
        scratch.metered(.norms) { attentionNorm.forward(sum: stream, of: base, and: delta, into: normed) }
        scratch.give(delta)
        return forward(normed, layout, chosen, scratch)
    }

    /// Keeps `base + delta` as the input of a forward pass that is still to be made, and gives `delta` back.
    func keep(_ base: Tensor, adding delta: Tensor?, _ scratch: Scratch) {
        stream = delta == nil ? base : summed
        guard let delta else { return }
        summed.copy(base)
        summed.add(delta)
        scratch.give(delta)
    }

    /// The same from the input that was kept last.
    func forward(
        _ layout: LanguageLayout,
        chosen: [Int]?,
        _ scratch: Scratch
    ) -> (stream: Tensor, delta: Tensor) {
        let normed = takeNormed(stream.rows, scratch)
        scratch.metered(.norms) { attentionNorm.forward(stream, into: normed) }
        return forward(normed, layout, chosen, scratch)
    }

    private func takeNormed(_ rows: Int, _ scratch: Scratch) -> Tensor {
        let normed = inward.needsInput ? self.normed : scratch.take(rows, shape.width)
        normed.resize([rows, shape.width])
        return normed
    }

    private func forward(
        _ normed: Tensor,
        _ layout: LanguageLayout,
        _ chosen: [Int]?,
        _ scratch: Scratch
    ) -> (stream: Tensor, delta: Tensor) {
        attend(normed, layout, chosen, scratch)
        if normed !== self.normed { scratch.give(normed) }
        return feed(chosen, scratch)
    }

    private func feed(_ chosen: [Int]?, _ scratch: Scratch) -> (stream: Tensor, delta: Tensor) {
        let sum = spread(chosen, scratch)
        contract(into: sum, scratch)
        return (middle, sum)
    }

    /// Attention's way back, the norm and SwiGLU's two halves; lends memory for the block's result.
    private func spread(_ chosen: [Int]?, _ scratch: Scratch) -> Tensor {
        let rows = chosen?.count ?? stream.rows
        let sum = scratch.take(rows, shape.width)
        outward.forward(attended.matrix, into: sum.matrix, scratch)
        let fed = widen.needsInput ? self.fed : scratch.take(rows, shape.width)
        fed.resize([rows, shape.width])
        if let chosen {
            let kept = scratch.take(rows, shape.width)
            kept.gather(stream, chosen)
            scratch.metered(.norms) { feedNorm.forward(sum: middle, of: kept, and: sum, into: fed) }
            scratch.give(kept)
        } else {
            scratch.metered(.norms) { feedNorm.forward(sum: middle, of: stream, and: sum, into: fed) }
        }
        widened.resize([rows, 2 * shape.ffn])
        widen.forward(fed.matrix, into: widened.matrix, scratch)
        if fed !== self.fed { scratch.give(fed) }
        return sum
    }

    private func contract(into sum: Tensor, _ scratch: Scratch) {
        let activated = narrow.needsInput ? self.activated : scratch.take(sum.rows, shape.ffn)
        activated.resize([sum.rows, shape.ffn])
        scratch.metered(.activations) { GatedUnit.forward(gates, ups, into: activated.matrix) }
        narrow.forward(activated.matrix, into: sum.matrix, scratch)
        if activated !== self.activated { scratch.give(activated) }
    }

    /// Queries, keys and values, turned by their positions, and attention; of the chosen rows or all.
    private func attend(_ normed: Tensor, _ layout: LanguageLayout, _ chosen: [Int]?, _ scratch: Scratch) {
        let (width, keyWidth) = (shape.width, shape.keyWidth)
        projected.resize([stream.rows, width + 2 * keyWidth])
        let all = projected.matrix
        let keys = (all.columns(width..<width + keyWidth), all.columns(width + keyWidth..<width + 2 * keyWidth))
        guard let chosen else {
            inward.forward(normed.matrix, into: all, scratch)
            scratch.metered(.activations) {
                rotary.turn(all.columns(0..<width + keyWidth), positions: layout.positions, back: false)
            }
            attended.resize(stream.shape)
            attention.forward(all.columns(0..<width), keys.0, keys.1, plan: layout.plan, into: attended.matrix, scratch)
            return
        }
        inward.forward(normed.matrix, into: all.columns(width..<width + 2 * keyWidth), members: 1..<3, scratch)
        scratch.metered(.activations) { rotary.turn(keys.0, positions: layout.positions, back: false) }
        let own = scratch.take(chosen.count, width)
        own.gather(normed, chosen)
        queries.resize([chosen.count, width])
        inward.forward(own.matrix, into: queries.matrix, members: 0..<1, scratch)
        scratch.give(own)
        scratch.metered(.activations) {
            rotary.turn(queries.matrix, positions: chosen.map { layout.positions[$0] }, back: false)
        }
        attended.resize([chosen.count, width])
        attention.forward(queries.matrix, keys.0, keys.1, plan: layout.lastPlan, into: attended.matrix, scratch)
    }

    /// Makes what the last forward pass of all rows made again, the same elements dropped; its result is left out where the
    /// backward pass does not look at how it came about.
    func recompute(_ layout: LanguageLayout, _ scratch: Scratch) {
        for group in groups { group.rewindDropout() }
        let normed = takeNormed(stream.rows, scratch)
        scratch.metered(.norms) { attentionNorm.forward(stream, into: normed) }
        attend(normed, layout, nil, scratch)
        if normed !== self.normed { scratch.give(normed) }
        let sum = spread(nil, scratch)
        if narrow.needsInput || narrow.isDropping { contract(into: sum, scratch) }
        scratch.give(sum)
    }

    /// What `recompute` makes, for the block that comes next to use.
    var memory: [Tensor] {
        [normed, projected, queries, attended, middle, fed, widened, activated] + attention.memory
            + attentionNorm.memory
            + feedNorm.memory + groups.flatMap(\.memory)
    }

    /// Whether what the last forward pass kept is all numbers.
    var isFinite: Bool { stream.isFinite && middle.isFinite && widened.isFinite }

    var gates: Matrix { widened.matrix.columns(0..<shape.ffn) }
    var ups: Matrix { widened.matrix.columns(shape.ffn..<2 * shape.ffn) }
}
