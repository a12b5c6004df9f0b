/// One pre-norm block of EVA-02: rotary self-attention and SwiGLU, each with a norm inside (sub-LN).
///
/// Shapes: (batch * T, width) to the same, T = 1 + patches. q and v have biases, k has none.
final class VisionBlock: Recomputable {
    private let norm1: LayerNorm
    private let query: Linear
    private let key: Linear
    private let value: Linear
    private let attention: Attention
    private let innerNorm: LayerNorm
    private let project: Linear
    private let norm2: LayerNorm
    private let gate: Linear
    private let up: Linear
    private let unit = GatedUnit()
    private let feedNorm: LayerNorm
    private let down: Linear
    private let rotary: RotaryEmbedding

    init(_ index: Int, _ shape: VisionEncoder.Shape, rotary: RotaryEmbedding, _ generator: inout SeededGenerator) {
        let (name, width) = ("visual_encoder.blocks.\(index)", shape.width)
        let epsilon = Float(shape.normEpsilon)
        norm1 = LayerNorm("\(name).norm1", width: width, epsilon: epsilon)
        query = Linear("\(name).attn.q_proj", from: width, to: width, hasBias: true, biasName: "\(name).attn.q_bias")
        key = Linear("\(name).attn.k_proj", from: width, to: width, hasBias: false)
        value = Linear("\(name).attn.v_proj", from: width, to: width, hasBias: true, biasName: "\(name).attn.v_bias")
        attention = Attention(heads: shape.heads, keyHeads: shape.heads, headDim: width / shape.heads)
        innerNorm = LayerNorm("\(name).attn.inner_attn_ln", width: width, epsilon: epsilon)
        project = Linear("\(name).attn.proj", from: width, to: width, hasBias: true)
        norm2 = LayerNorm("\(name).norm2", width: width, epsilon: epsilon)
        gate = Linear("\(name).mlp.w1", from: width, to: shape.ffn, hasBias: true)
        up = Linear("\(name).mlp.w2", from: width, to: shape.ffn, hasBias: true)
        feedNorm = LayerNorm("\(name).mlp.ffn_ln", width: shape.ffn, epsilon: epsilon)
        down = Linear("\(name).mlp.w3", from: shape.ffn, to: width, hasBias: true)
        self.rotary = rotary
        for layer in [query, key, value, project, gate, up, down] {
            layer.weight.fillNormal(deviation: 0.7 / Float(layer.weight.value.columns).squareRoot(), &generator)
        }
    }

    var parameters: [Parameter] {
        let linears = [query, key, value, project, gate, up, down].flatMap(\.parameters)
        return linears + [norm1, innerNorm, norm2, feedNorm].flatMap(\.parameters)
    }

    /// What a forward pass fills, the output left out: it is the next block's input.
    var memory: [Tensor] {
        [query, key, value, project, gate, up].flatMap(\.memory)
            + [norm1, innerNorm, norm2, feedNorm].flatMap(\.wholeMemory) + attention.wholeMemory + unit.memory
    }

    func forward(_ x: Tensor, batch: Int) -> Tensor {
        let length = x.rows / batch
        let normed = norm1.forward(x)
        let (q, k, v) = (query.forward(normed), key.forward(normed), value.forward(normed))
        rotary.rotate(q, length: length)
        rotary.rotate(k, length: length)
        let attended = attention.forward(query: q, key: k, value: v, batch: batch, mask: nil)
        let middle = project.forward(innerNorm.forward(attended))
        middle.add(x)
        let fed = norm2.forward(middle)
        let result = down.forward(feedNorm.forward(unit.forward(gate: gate.forward(fed), up: up.forward(fed))))
        result.add(middle)
        return result
    }

    func backward(_ gradient: Tensor, batch: Int) -> Tensor {
        unit.backward(feedNorm.backward(down.backward(gradient)))
        let fed = gate.backward(unit.gateGradient)
        up.backward(unit.upGradient, into: fed, adding: true)
        let middle = norm2.backward(fed)
        middle.add(gradient)
        attention.backward(innerNorm.backward(project.backward(middle)))
        let length = gradient.rows / batch
        rotary.rotateBack(attention.queryGradient, length: length)
        rotary.rotateBack(attention.keyGradient, length: length)
        let normed = query.backward(attention.queryGradient)
        key.backward(attention.keyGradient, into: normed, adding: true)
        value.backward(attention.valueGradient, into: normed, adding: true)
        let result = norm1.backward(normed)
        result.add(middle)
        return result
    }
}
