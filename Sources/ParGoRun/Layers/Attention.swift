/// Scaled dot-product attention over several heads (Vaswani and others 2017), `softmax(q k^T / sqrt(headDim) + mask) v`.
///
/// Shapes: q is (queries, heads * headDim); k and v are (keys, keyHeads * headDim), all samples' rows one after another.
/// With fewer key heads than heads, consecutive heads share one (grouped queries, Ainslie and others 2023). An
/// `AttentionPlan` says who sees whom. The projections around it are `Linear` or `LinearGroup`.
public final class Attention {
    private let heads: Int
    private let keyHeads: Int
    private let headDim: Int
    private var inputs: (query: Matrix, key: Matrix, value: Matrix)?
    private var plan: AttentionPlan?
    private let weights = Tensor()
    private let change = Tensor()
    private let output = Tensor()
    private var kept: [Tensor] = []
    private let scratch = Scratch()
    /// The gradient of the queries, after `backward` of a tensor.
    public let queryGradient = Tensor()
    /// The gradient of the keys, after `backward` of a tensor.
    public let keyGradient = Tensor()
    /// The gradient of the values, after `backward` of a tensor.
    public let valueGradient = Tensor()

    /// An attention without weights of its own; `heads` must be a multiple of `keyHeads`.
    public init(heads: Int, keyHeads: Int, headDim: Int) {
        precondition(heads % keyHeads == 0, "Attention: \(heads) heads do not share \(keyHeads) key heads evenly")
        self.heads = heads
        self.keyHeads = keyHeads
        self.headDim = headDim
    }

    /// The same sizes with memory of its own.
    func replica() -> Attention { Attention(heads: heads, keyHeads: keyHeads, headDim: headDim) }

    /// What a forward pass keeps beside its inputs, and what a backward pass needs.
    var memory: [Tensor] { [weights, change] }

    /// The same with the output of a forward pass without one of the caller's.
    var wholeMemory: [Tensor] { memory + [output] }

    private var scale: Float { 1 / Float(headDim).squareRoot() }

    /// Attends, and keeps the views for the backward pass: their memory must stay as it is until then.
    func forward(
        _ query: Matrix,
        _ key: Matrix,
        _ value: Matrix,
        plan: AttentionPlan,
        into output: Matrix,
        _ scratch: Scratch
    ) {
        scratch.meter?.operations += operations(plan, 4)
        scratch.metered(.attention) { forward(query, key, value, plan, into: output) }
    }

    private func operations(_ plan: AttentionPlan, _ each: Int) -> Double {
        Double(each * heads * headDim * plan.size)
    }

    private func forward(
        _ query: Matrix,
        _ key: Matrix,
        _ value: Matrix,
        _ plan: AttentionPlan,
        into output: Matrix
    ) {
        check(query, key, value, plan, output)
        (inputs, self.plan) = ((query, key, value), plan)
        weights.resize([heads, plan.size])
        for tile in plan.tiles {
            for head in 0..<heads {
                let views = views(tile, head, query, key, value)
                let target = part(output, tile.output, tile.queries, head)
                let weights = block(tile, head)
                if AttentionTile.isNarrow(tile) {
                    AttentionTile.forward(views, weights, plan, tile, scale, into: target)
                } else {
                    BLAS.multiply(views.query, views.key.transposed, into: weights)
                    AttentionTile.normalize(weights, plan, tile, scale)
                    BLAS.multiply(weights, views.value, into: target)
                }
            }
        }
    }

    /// Overwrites the three gradients for that of the output.
    func backward(_ gradient: Matrix, query: Matrix, key: Matrix, value: Matrix, _ scratch: Scratch) {
        guard let plan else { preconditionFailure("Attention.backward before forward") }
        scratch.meter?.operations += operations(plan, 8)
        scratch.metered(.attention) { backward(gradient, query: query, key: key, value: value, plan) }
    }

    private func backward(_ gradient: Matrix, query: Matrix, key: Matrix, value: Matrix, _ plan: AttentionPlan) {
        guard let inputs else { return }
        query.fill(0)
        key.fill(0)
        value.fill(0)
        change.resize([plan.tiles.map { $0.queries * $0.keys }.max() ?? 0])
        for tile in plan.tiles {
            for head in 0..<heads {
                let views = views(tile, head, inputs.query, inputs.key, inputs.value)
                let changes = self.views(tile, head, query, key, value)
                backward(views, changes, tile, head, above: part(gradient, tile.output, tile.queries, head), plan)
            }
        }
    }

    private func backward(
        _ views: AttentionTile.Views,
        _ changes: AttentionTile.Views,
        _ tile: AttentionPlan.Tile,
        _ head: Int,
        above: Matrix,
        _ plan: AttentionPlan
    ) {
        let weights = block(tile, head)
        if AttentionTile.isNarrow(tile) {
            return AttentionTile.backward(views, changes, weights, above, scale, change.base)
        }
        let change = Matrix(base: change.base, rows: tile.queries, columns: tile.keys, stride: tile.keys)
        BLAS.multiply(weights.transposed, above, into: changes.value, keep: 1)
        BLAS.multiply(above, views.value.transposed, into: change)
        AttentionTile.normalizeBackward(weights, change, plan, tile, scale)
        BLAS.multiply(change, views.key, into: changes.query, keep: 1)
        BLAS.multiply(change.transposed, views.query, into: changes.key, keep: 1)
    }

    private func views(
        _ tile: AttentionPlan.Tile,
        _ head: Int,
        _ query: Matrix,
        _ key: Matrix,
        _ value: Matrix
    ) -> AttentionTile.Views {
        let shared = head / (heads / keyHeads)
        return AttentionTile.Views(
            query: part(query, tile.query, tile.queries, head),
            key: part(key, tile.key, tile.keys, shared),
            value: part(value, tile.key, tile.keys, shared)
        )
    }

    private func part(_ matrix: Matrix, _ row: Int, _ count: Int, _ head: Int) -> Matrix {
        Matrix(base: matrix.row(row) + head * headDim, rows: count, columns: headDim, stride: matrix.stride)
    }

    private func block(_ tile: AttentionPlan.Tile, _ head: Int) -> Matrix {
        let base = weights.base + head * (plan?.size ?? 0) + tile.place
        return Matrix(base: base, rows: tile.queries, columns: tile.keys, stride: tile.keys)
    }

    private func check(_ q: Matrix, _ k: Matrix, _ v: Matrix, _ plan: AttentionPlan, _ output: Matrix) {
        precondition(
            q.columns == heads * headDim && k.columns == keyHeads * headDim && v.columns == k.columns
                && output.columns == q.columns && q.rows == plan.queries && output.rows == plan.outputs
                && k.rows == plan.keys && v.rows == plan.keys,
            """
            Attention: q (\(q.rows), \(q.columns)), k (\(k.rows), \(k.columns)), v (\(v.rows), \(v.columns)) for \
            \(plan.queries) queries and \(plan.keys) keys, \(heads) x \(headDim)
            """
        )
    }
}

// MARK: - Whole tensors

extension Attention {
    /// Attends over a batch of equal samples, and keeps its inputs for the backward pass.
    ///
    /// Returns (batch * queries, heads * headDim).
    public func forward(query: Tensor, key: Tensor, value: Tensor, batch: Int, mask: AttentionMask?) -> Tensor {
        let plan = AttentionPlan(mask: mask, batch: batch, queries: query.rows / batch, keys: key.rows / batch)
        kept = [query, key, value]
        output.resize(query.shape)
        forward(query.matrix, key.matrix, value.matrix, plan: plan, into: output.matrix, scratch)
        return output
    }

    /// Fills `queryGradient`, `keyGradient` and `valueGradient` for the output's `gradient`.
    public func backward(_ gradient: Tensor) {
        precondition(gradient.count == output.count, "Attention: gradient \(gradient.shape), output \(output.shape)")
        for (tensor, input) in zip([queryGradient, keyGradient, valueGradient], kept) { tensor.resize(input.shape) }
        backward(
            gradient.matrix,
            query: queryGradient.matrix,
            key: keyGradient.matrix,
            value: valueGradient.matrix,
            scratch
        )
    }

    /// The attention weight of one query row on one key row in the last forward pass; 0 where it was not computed.
    public func weight(head: Int, query: Int, key: Int) -> Float {
        let tile = plan?.tiles
            .first {
                ($0.output..<$0.output + $0.queries).contains(query) && ($0.key..<$0.key + $0.keys).contains(key)
            }
        guard let tile else { return 0 }
        return block(tile, head).row(query - tile.output)[key - tile.key]
    }
}
