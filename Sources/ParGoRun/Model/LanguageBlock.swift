/// One pre-norm Llama block: rotary attention with grouped queries, then SwiGLU.
///
/// Shapes: (batch * T, width) to the same. No biases.
final class LanguageBlock {
    private let attentionNorm: RMSNorm
    private let query: Linear
    private let key: Linear
    private let value: Linear
    private let output: Linear
    private let attention: Attention
    private let feedNorm: RMSNorm
    private let gate: Linear
    private let up: Linear
    private let down: Linear
    private let unit = GatedUnit()
    private let rotary: RotaryEmbedding

    init(_ index: Int, _ shape: LanguageModel.Shape, rotary: RotaryEmbedding, _ generator: inout SeededGenerator) {
        let (name, width) = ("model.layers.\(index)", shape.width)
        let headDim = width / shape.heads
        let keyWidth = shape.keyHeads * headDim
        attentionNorm = RMSNorm("\(name).input_layernorm", width: width, epsilon: 1e-5)
        query = Linear("\(name).self_attn.q_proj", from: width, to: width, hasBias: false)
        key = Linear("\(name).self_attn.k_proj", from: width, to: keyWidth, hasBias: false)
        value = Linear("\(name).self_attn.v_proj", from: width, to: keyWidth, hasBias: false)
        output = Linear("\(name).self_attn.o_proj", from: width, to: width, hasBias: false)
        attention = Attention(heads: shape.heads, keyHeads: shape.keyHeads, headDim: headDim)
        feedNorm = RMSNorm("\(name).post_attention_layernorm", width: width, epsilon: 1e-5)
        gate = Linear("\(name).mlp.gate_proj", from: width, to: shape.ffn, hasBias: false)
        up = Linear("\(name).mlp.up_proj", from: width, to: shape.ffn, hasBias: false)
        down = Linear("\(name).mlp.down_proj", from: shape.ffn, to: width, hasBias: false)
        self.rotary = rotary
        // The two maps that write into the residual stream start smaller with depth (GPT-2's rule).
        let residual = 1 / Float(2 * shape.depth).squareRoot()
        for layer in linears {
            let scale: Float = layer === output || layer === down ? residual : 1
            layer.weight.fillNormal(deviation: scale / Float(layer.weight.value.columns).squareRoot(), &generator)
        }
    }

    private var linears: [Linear] { [query, key, value, output, gate, up, down] }

    var parameters: [Parameter] {
        attentionNorm.parameters + linears.flatMap(\.parameters) + feedNorm.parameters
    }

    /// The linear map that a LoRA target names.
    func linear(_ target: LoRATarget) -> Linear {
        switch target {
        case .query: query
        case .key: key
        case .value: value
        case .output: output
        case .gate: gate
        case .up: up
        case .down: down
        }
    }

    func forward(_ x: Tensor, batch: Int, mask: AttentionMask) -> Tensor {
        let length = x.rows / batch
        let normed = attentionNorm.forward(x)
        let (q, k, v) = (query.forward(normed), key.forward(normed), value.forward(normed))
        rotary.rotate(q, length: length)
        rotary.rotate(k, length: length)
        let middle = output.forward(attention.forward(query: q, key: k, value: v, batch: batch, mask: mask))
        middle.add(x)
        let fed = feedNorm.forward(middle)
        let result = down.forward(unit.forward(gate: gate.forward(fed), up: up.forward(fed)))
        result.add(middle)
        return result
    }

    func backward(_ gradient: Tensor, batch: Int) -> Tensor {
        unit.backward(down.backward(gradient))
        let fed = gate.backward(unit.gateGradient)
        up.backward(unit.upGradient, into: fed, adding: true)
        let middle = feedNorm.backward(fed)
        middle.add(gradient)
        attention.backward(output.backward(middle))
        let length = gradient.rows / batch
        rotary.rotateBack(attention.queryGradient, length: length)
        rotary.rotateBack(attention.keyGradient, length: length)
        let normed = query.backward(attention.queryGradient)
        key.backward(attention.keyGradient, into: normed, adding: true)
        value.backward(attention.valueGradient, into: normed, adding: true)
        let result = attentionNorm.backward(normed)
        result.add(middle)
        return result
    }
}
