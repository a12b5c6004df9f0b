/// One layer of the resampler: pre-norm attention from the queries to visual tokens and queries together, then feed-forward.
///
/// Shapes: latents (batch * Q, hidden), media (batch * V, hidden). No biases but the norms'.
final class ResamplerLayer {
    private let shape: Resampler.Shape
    private let mediaNorm, latentNorm, feedNorm: LayerNorm
    private let query, key, value, dense: Linear
    private let widen, narrow: Linear
    private let attention: Attention
    private let activation = GELU()
    private let source = Tensor()
    private let sourceGradient = Tensor()
    private let read = Tensor()
    private let output = Tensor()
    private let change = Tensor()
    private let result = Tensor()

    convenience init(_ index: Int, _ shape: Resampler.Shape, _ generator: inout SeededGenerator) {
        let (name, hidden) = ("layers.\(index)", shape.hidden)
        func linear(_ part: String, from inputs: Int, to outputs: Int) -> Linear {
            let layer = Linear("\(name).\(part)", from: inputs, to: outputs, hasBias: false)
            layer.initializeUniform(&generator)
            return layer
        }
        let attention = ["to_q", "to_k", "to_v", "to_out"].map { linear($0, from: hidden, to: hidden) }
        let widen = linear("fc1", from: hidden, to: shape.ffn)
        let narrow = linear("fc2", from: shape.ffn, to: hidden)
        let norms = ["norm_media", "norm_latents", "norm_ffn"]
            .map { LayerNorm("\(name).\($0)", width: hidden, epsilon: 1e-5) }
        self.init(shape, norms, attention + [widen, narrow])
    }

    private init(_ shape: Resampler.Shape, _ norms: [LayerNorm], _ maps: [Linear]) {
        self.shape = shape
        (mediaNorm, latentNorm, feedNorm) = (norms[0], norms[1], norms[2])
        (query, key, value, dense, widen, narrow) = (maps[0], maps[1], maps[2], maps[3], maps[4], maps[5])
        attention = Attention(heads: shape.heads, keyHeads: shape.heads, headDim: shape.hidden / shape.heads)
    }

    private var norms: [LayerNorm] { [mediaNorm, latentNorm, feedNorm] }
    private var maps: [Linear] { [query, key, value, dense, widen, narrow] }

    /// The same weights for another worker, gradients and memory apart.
    func replica() -> ResamplerLayer {
        ResamplerLayer(shape, norms.map { $0.replica() }, maps.map { $0.replica() })
    }

    var parameters: [Parameter] { norms.flatMap(\.parameters) + maps.flatMap(\.parameters) }

    /// Whether the last forward pass's output is all numbers.
    var isFinite: Bool { output.isFinite }

    func forward(_ latents: Tensor, media: Tensor, batch: Int) -> Tensor {
        let own = latentNorm.forward(latents)
        gather(mediaNorm.forward(media), own, batch)
        let (q, k, v) = (query.forward(own), key.forward(source), value.forward(source))
        read.copy(dense.forward(attention.forward(query: q, key: k, value: v, batch: batch, mask: nil)))
        read.add(latents)
        output.copy(narrow.forward(activation.forward(widen.forward(feedNorm.forward(read)))))
        output.add(read)
        return output
    }

    /// Each sample's visual tokens, then its queries.
    private func gather(_ media: Tensor, _ own: Tensor, _ batch: Int) {
        source.resize([batch * (shape.visual + shape.tokens), shape.hidden])
        let (first, second) = (shape.visual * shape.hidden, shape.tokens * shape.hidden)
        for sample in 0..<batch {
            let target = source.base + sample * (first + second)
            target.update(from: media.base + sample * first, count: first)
            (target + first).update(from: own.base + sample * second, count: second)
        }
    }

    /// The gradient of the latents; adds that of the visual tokens to `media`.
    func backward(_ gradient: Tensor, media: Tensor) -> Tensor {
        change.copy(feedNorm.backward(widen.backward(activation.backward(narrow.backward(gradient)))))
        change.add(gradient)
        attention.backward(dense.backward(change))
        key.backward(attention.keyGradient, into: sourceGradient, adding: false)
        value.backward(attention.valueGradient, into: sourceGradient, adding: true)
        let own = query.backward(attention.queryGradient)
        scatter(to: own, media)
        result.copy(latentNorm.backward(own))
        result.add(change)
        return result
    }

    /// The source's gradient: the queries' rows are added to theirs, the visual tokens' go through their norm.
    private func scatter(to own: Tensor, _ media: Tensor) {
        let (first, second) = (shape.visual * shape.hidden, shape.tokens * shape.hidden)
        let visual = Tensor(media.shape)
        for sample in 0..<media.rows / shape.visual {
            let part = sourceGradient.base + sample * (first + second)
            (visual.base + sample * first).update(from: part, count: first)
            let target = own.base + sample * second
            inLanes(second) { target.store(target.lanes($0, $1) + (part + first).lanes($0, $1), $0, $1) }
        }
        media.add(mediaNorm.backward(visual))
    }
}
