extension LanguageModel {
    /// An empty cache for one sequence of at most `capacity` positions.
    func makeCache(capacity: Int) -> KeyValueCache {
        KeyValueCache(blocks: blocks.count, capacity: min(capacity, shape.length), width: shape.keyWidth)
    }

    /// The logits of what follows the last of these new rows (n, width), which stand behind what the cache has.
    ///
    /// Nothing is kept for a backward pass. Low-rank updates count as they were merged last.
    func extend(_ embeddings: Tensor, _ cache: KeyValueCache) -> [Float] {
        let positions = Array(cache.length..<cache.length + embeddings.rows)
        precondition(
            positions.count + cache.length <= shape.length,
            "LanguageModel: position \(positions.count) of \(shape.length)"
        )
        var x = Tensor()
        x.copy(embeddings)
        for (block, layer) in zip(blocks, cache.layers) { x = block.extend(x, layer, positions, scratch) }
        cache.length += positions.count
        let last = Tensor([1, shape.width])
        last.gather(x, [x.rows - 1])
        let logits = Tensor([1, shape.vocabulary])
        head.forward(norm.forward(last).matrix, into: logits.matrix, scratch)
        return logits.values
    }

    /// The same for one further token.
    func extend(_ token: Int32, _ cache: KeyValueCache) -> [Float] {
        let row = Tensor([1, shape.width])
        embedding.copy(Int(token), to: row.base)
        return extend(row, cache)
    }
}

extension LanguageBlock {
    /// The block's output for new rows; their keys and values go into the cache.
    func extend(_ x: Tensor, _ cache: KeyValueCache.Layer, _ positions: [Int], _ scratch: Scratch) -> Tensor {
        let (width, keyWidth, rows) = (shape.width, shape.keyWidth, x.rows)
        let projected = Tensor([rows, width + 2 * keyWidth])
        let all = projected.matrix
        inward.forward(attentionNorm.forward(x).matrix, into: all, scratch)
        rotary.turn(all.columns(0..<width + keyWidth), positions: positions, back: false)
        for (row, position) in positions.enumerated() {
            let source = all.row(row) + width
            (cache.key.base + position * keyWidth).update(from: source, count: keyWidth)
            (cache.value.base + position * keyWidth).update(from: source + keyWidth, count: keyWidth)
        }
        let length = (positions.last ?? -1) + 1
        let attended = Tensor([rows, width])
        attention.forward(
            all.columns(0..<width),
            cache.key.matrix.rows(0..<length),
            cache.value.matrix.rows(0..<length),
            plan: AttentionPlan(causal: Sequences(lengths: [length]), queries: positions),
            into: attended.matrix,
            scratch
        )
        let (sum, result) = (Tensor([rows, width]), Tensor())
        outward.forward(attended.matrix, into: sum.matrix, scratch)
        let fed = Tensor([rows, width])
        feedNorm.forward(sum: result, of: x, and: sum, into: fed)
        let widened = Tensor([rows, 2 * shape.ffn])
        widen.forward(fed.matrix, into: widened.matrix, scratch)
        let activated = Tensor([rows, shape.ffn])
        GatedUnit.forward(
            widened.matrix.columns(0..<shape.ffn),
            widened.matrix.columns(shape.ffn..<2 * shape.ffn),
            into: activated.matrix
        )
        narrow.forward(activated.matrix, into: sum.matrix, scratch)
        result.add(sum)
        return result
    }
}
