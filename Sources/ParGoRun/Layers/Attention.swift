/// Scaled dot-product attention over several heads (Vaswani and others 2017), `softmax(q k^T / sqrt(headDim) + mask) v`.
///
/// Shapes: q is (batch * queries, heads * headDim); k and v are (batch * keys, keyHeads * headDim). With fewer key heads
/// than heads, consecutive heads share one (grouped queries, Ainslie and others 2023). The projections around it are `Linear`.
public final class Attention {
    private let heads: Int
    private let keyHeads: Int
    private let headDim: Int
    private var (query, key, value) = (Tensor(), Tensor(), Tensor())
    private var (batch, queries, keys) = (0, 0, 0)
    private var mask: AttentionMask?
    private let weights = Tensor()
    private let weightGradient = Tensor()
    private let output = Tensor()
    /// The gradient of the queries, after `backward`.
    public let queryGradient = Tensor()
    /// The gradient of the keys, after `backward`.
    public let keyGradient = Tensor()
    /// The gradient of the values, after `backward`.
    public let valueGradient = Tensor()

    /// An attention without weights of its own; `heads` must be a multiple of `keyHeads`.
    public init(heads: Int, keyHeads: Int, headDim: Int) {
        precondition(heads % keyHeads == 0, "Attention: \(heads) heads do not share \(keyHeads) key heads evenly")
        self.heads = heads
        self.keyHeads = keyHeads
        self.headDim = headDim
    }

    private var scale: Float { 1 / Float(headDim).squareRoot() }

    /// Attends, and keeps its inputs for the backward pass.
    ///
    /// Returns (batch * queries, heads * headDim).
    public func forward(query: Tensor, key: Tensor, value: Tensor, batch: Int, mask: AttentionMask?) -> Tensor {
        (self.query, self.key, self.value, self.batch) = (query, key, value, batch)
        (queries, keys, self.mask) = (query.rows / batch, key.rows / batch, mask)
        checkShapes()
        weights.resize([batch, heads, queries, keys])
        output.resize(query.shape)
        for sample in 0..<batch {
            for head in 0..<heads {
                let scores = block(weights, sample, head)
                let keyView = view(key, sample, head / (heads / keyHeads), keys)
                BLAS.multiply(view(query, sample, head, queries), keyView.transposed, into: scores, scale: scale)
                normalize(scores)
                let valueView = view(value, sample, head / (heads / keyHeads), keys)
                BLAS.multiply(scores, valueView, into: view(output, sample, head, queries))
            }
        }
        return output
    }

    /// Fills `queryGradient`, `keyGradient` and `valueGradient` for the output's `gradient`.
    public func backward(_ gradient: Tensor) {
        precondition(gradient.count == output.count, "Attention: gradient \(gradient.shape), output \(output.shape)")
        queryGradient.resize(query.shape)
        keyGradient.resize(key.shape)
        valueGradient.resize(value.shape)
        weightGradient.resize([queries, keys])
        for sample in 0..<batch {
            for head in 0..<heads { backward(gradient, sample, head) }
        }
    }

    /// One head of one sample.
    ///
    /// The first head of a group overwrites its keys' gradients, the others add to them.
    private func backward(_ gradient: Tensor, _ sample: Int, _ head: Int) {
        let group = heads / keyHeads
        let (shared, keep) = (head / group, Float(head % group == 0 ? 0 : 1))
        let (weights, change) = (block(weights, sample, head), weightGradient.matrix)
        let above = view(gradient, sample, head, queries)
        let valueChange = view(valueGradient, sample, shared, keys)
        BLAS.multiply(weights.transposed, above, into: valueChange, keep: keep)
        BLAS.multiply(above, view(value, sample, shared, keys).transposed, into: change)
        softmaxBackward(weights, change)
        let (keyView, queryChange) = (view(key, sample, shared, keys), view(queryGradient, sample, head, queries))
        BLAS.multiply(change, keyView, into: queryChange, scale: scale)
        let (queryView, keyChange) = (view(query, sample, head, queries), view(keyGradient, sample, shared, keys))
        BLAS.multiply(change.transposed, queryView, into: keyChange, scale: scale, keep: keep)
    }

    /// The attention weight of one query on one key in the last forward pass.
    public func weight(sample: Int, head: Int, query: Int, key: Int) -> Float {
        weights[((sample * heads + head) * queries + query) * keys + key]
    }

    /// Softmax of each row over the keys that its query may see; the others get exactly 0.
    private func normalize(_ scores: Matrix) {
        for query in 0..<queries {
            let (row, span) = (scores.base + query * keys, span(query))
            row.update(repeating: 0, count: span.lowerBound)
            (row + span.upperBound).update(repeating: 0, count: keys - span.upperBound)
            let seen = row + span.lowerBound
            if let mask {
                let added = mask.values.base + query * keys + span.lowerBound
                for key in 0..<span.count { seen[key] += added[key] }
            }
            let total = Row.exponentiate(seen, less: Row.maximum(seen, span.count), span.count)
            Row.scale(seen, by: 1 / total, span.count)
        }
    }

    /// ds = p * (dp - sum(dp * p)), row by row, in place of dp; 0 where p is.
    private func softmaxBackward(_ probabilities: Matrix, _ change: Matrix) {
        for query in 0..<queries {
            let span = span(query)
            let row = change.base + query * keys
            row.update(repeating: 0, count: span.lowerBound)
            (row + span.upperBound).update(repeating: 0, count: keys - span.upperBound)
            let (p, dp) = (probabilities.base + query * keys + span.lowerBound, row + span.lowerBound)
            let mean = Row.dot(p, dp, span.count)
            for key in 0..<span.count { dp[key] = p[key] * (dp[key] - mean) }
        }
    }

    private func span(_ query: Int) -> Range<Int> { mask?.spans[query] ?? 0..<keys }

    private func view(_ tensor: Tensor, _ sample: Int, _ head: Int, _ length: Int) -> Matrix {
        let width = tensor.columns
        return Matrix(
            base: tensor.base + sample * length * width + head * headDim,
            rows: length,
            columns: headDim,
            stride: width
        )
    }

    private func block(_ tensor: Tensor, _ sample: Int, _ head: Int) -> Matrix {
        let offset = (sample * heads + head) * queries * keys
        return Matrix(base: tensor.base + offset, rows: queries, columns: keys, stride: keys)
    }

    private func checkShapes() {
        precondition(
            query.columns == heads * headDim && key.columns == keyHeads * headDim && value.shape == key.shape
                && query.rows == batch * queries && key.rows == batch * keys,
            "Attention: q \(query.shape), k \(key.shape), v \(value.shape), batch \(batch), \(heads) x \(headDim)"
        )
        if let mask {
            precondition(
                mask.values.rows == queries && mask.values.columns == keys,
                "Attention: mask \(mask.values.shape) for \(queries) queries and \(keys) keys"
            )
        }
    }
}
