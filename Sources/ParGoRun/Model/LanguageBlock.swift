/// One pre-norm Llama block: rotary attention with grouped queries, then SwiGLU.
///
/// Shapes: (rows, width) to the same, rows of sequences of any length one after another. No biases. The residual stream
/// comes in two parts, the stream itself and what the block before adds to it, so that the addition is part of the norm's
/// pass. The last block of a model computes only the rows that somebody asks for.
final class LanguageBlock {
    let shape: LanguageModel.Shape
    let attentionNorm: RMSNorm
    let inward: LinearGroup
    let outward: LinearGroup
    let attention: Attention
    let feedNorm: RMSNorm
    let widen: LinearGroup
    let narrow: LinearGroup
    let rotary: RotaryEmbedding

    // Kept from the forward pass for the backward pass.
    private var stream = Tensor()
    private let summed = Tensor()
    private let normed = Tensor()
    private let projected = Tensor()
    private let queries = Tensor()
    private let attended = Tensor()
    private let middle = Tensor()
    private let fed = Tensor()
    private let widened = Tensor()
    private let activated = Tensor()

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
            RMSNorm("\(name).input_layernorm", width: width, epsilon: 1e-5),
            RMSNorm("\(name).post_attention_layernorm", width: width, epsilon: 1e-5)
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
        let normed = inward.needsInput ? self.normed : scratch.take(base.rows, shape.width)
        normed.resize(base.shape)
        stream = delta == nil ? base : summed
        if let delta {
            scratch.metered(.norms) { attentionNorm.forward(sum: stream, of: base, and: delta, into: normed) }
            scratch.give(delta)
        } else {
            scratch.metered(.norms) { attentionNorm.forward(stream, into: normed) }
        }
        attend(normed, layout, chosen, scratch)
        if normed !== self.normed { scratch.give(normed) }
        return feed(chosen, scratch)
    }

    private func feed(_ chosen: [Int]?, _ scratch: Scratch) -> (stream: Tensor, delta: Tensor) {
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
        let activated = narrow.needsInput ? self.activated : scratch.take(rows, shape.ffn)
        activated.resize([rows, shape.ffn])
        scratch.metered(.activations) { GatedUnit.forward(gates, ups, into: activated.matrix) }
        narrow.forward(activated.matrix, into: sum.matrix, scratch)
        if activated !== self.activated { scratch.give(activated) }
        return (middle, sum)
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

    /// Whether what the last forward pass kept is all numbers.
    var isFinite: Bool { stream.isFinite && middle.isFinite && widened.isFinite }

    private var gates: Matrix { widened.matrix.columns(0..<shape.ffn) }
    private var ups: Matrix { widened.matrix.columns(shape.ffn..<2 * shape.ffn) }

    /// Turns the gradient of the block's result into that of its input, in place where no rows were chosen.
    ///
    /// With `chosen` rows `gradient` is given back, and one of all rows is lent instead.
    func backward(_ gradient: Tensor, _ layout: LanguageLayout, chosen: [Int]?, _ scratch: Scratch) -> Tensor {
        backwardFeed(gradient, scratch)
        let above = scratch.take(gradient.rows, shape.width)
        outward.backward(gradient.matrix, x: outward.needsInput ? attended.matrix : nil, into: above.matrix, scratch)
        let change = scratch.take(stream.rows, shape.width)
        let result = chosen == nil ? gradient : scratch.take(stream.rows, shape.width)
        if let chosen {
            backwardChosen(above, change, layout, chosen, scratch)
            result.fill(0)
            result.scatterAdd(gradient, chosen)
            scratch.give(gradient)
        } else {
            backwardAll(above, change, layout, scratch)
        }
        scratch.metered(.norms) { attentionNorm.backward(change, addingTo: result) }
        scratch.give(above, change)
        return result
    }

    private func backwardFeed(_ gradient: Tensor, _ scratch: Scratch) {
        let inner = scratch.take(gradient.rows, shape.ffn)
        narrow.backward(gradient.matrix, x: narrow.needsInput ? activated.matrix : nil, into: inner.matrix, scratch)
        scratch.metered(.activations) { GatedUnit.backward(inner.matrix, gate: gates, up: ups) }
        scratch.give(inner)
        let change = scratch.take(gradient.rows, shape.width)
        widen.backward(widened.matrix, x: widen.needsInput ? fed.matrix : nil, into: change.matrix, scratch)
        scratch.metered(.norms) { feedNorm.backward(change, addingTo: gradient) }
        scratch.give(change)
    }

    private func backwardAll(_ above: Tensor, _ change: Tensor, _ layout: LanguageLayout, _ scratch: Scratch) {
        let (width, keyWidth) = (shape.width, shape.keyWidth)
        let inner = scratch.take(stream.rows, width + 2 * keyWidth)
        let all = inner.matrix
        attention.backward(
            above.matrix,
            query: all.columns(0..<width),
            key: all.columns(width..<width + keyWidth),
            value: all.columns(width + keyWidth..<width + 2 * keyWidth),
            scratch
        )
        scratch.metered(.activations) {
            rotary.turn(all.columns(0..<width + keyWidth), positions: layout.positions, back: true)
        }
        inward.backward(all, x: inward.needsInput ? normed.matrix : nil, into: change.matrix, scratch)
        scratch.give(inner)
    }

    private func backwardChosen(
        _ above: Tensor,
        _ change: Tensor,
        _ layout: LanguageLayout,
        _ chosen: [Int],
        _ scratch: Scratch
    ) {
        let (width, keyWidth) = (shape.width, shape.keyWidth)
        let (inner, asked) = (scratch.take(stream.rows, 2 * keyWidth), scratch.take(chosen.count, width))
        let keys = inner.matrix.columns(0..<keyWidth)
        let values = inner.matrix.columns(keyWidth..<2 * keyWidth)
        attention.backward(above.matrix, query: asked.matrix, key: keys, value: values, scratch)
        scratch.metered(.activations) { rotary.turn(keys, positions: layout.positions, back: true) }
        scratch.metered(.activations) {
            rotary.turn(asked.matrix, positions: chosen.map { layout.positions[$0] }, back: true)
        }
        let needsInput = inward.needsInput
        inward.backward(inner.matrix, x: needsInput ? normed.matrix : nil, into: change.matrix, members: 1..<3, scratch)
        let (own, back) = (scratch.take(chosen.count, width), scratch.take(chosen.count, width))
        if needsInput { own.gather(normed, chosen) }
        inward.backward(asked.matrix, x: needsInput ? own.matrix : nil, into: back.matrix, members: 0..<1, scratch)
        change.scatterAdd(back, chosen)
        scratch.give(inner, asked, own, back)
    }
}

/// What all blocks of a language model share in one pass: where rows stand, and who sees whom.
struct LanguageLayout {
    let sequences: Sequences
    let positions: [Int]
    let plan: AttentionPlan
    let lastPlan: AttentionPlan

    init(_ sequences: Sequences, chosen: [Int]) {
        self.sequences = sequences
        positions = sequences.positions
        plan = AttentionPlan(causal: sequences)
        lastPlan = AttentionPlan(causal: sequences, queries: chosen)
    }
}
