/// The work on one tile of one head: softmax for tiles that BLAS multiplies, and narrow tiles from end to end.
enum AttentionTile {
    /// The tile's rows of one head.
    struct Views {
        let query, key, value: Matrix
    }

    /// Whether the tile is too small for BLAS to be worth its calls: a partial token with its few keys.
    @inline(__always) static func isNarrow(_ tile: AttentionPlan.Tile) -> Bool { tile.queries &* tile.keys <= 64 }

    /// Softmax of each row over the keys that its query may see; the others get exactly 0.
    static func normalize(_ scores: Matrix, _ plan: AttentionPlan, _ tile: AttentionPlan.Tile, _ scale: Float) {
        for query in 0..<tile.queries {
            normalize(scores.row(query), query, plan, tile, scale)
        }
    }

    private static func normalize(
        _ row: UnsafeMutablePointer<Float>,
        _ query: Int,
        _ plan: AttentionPlan,
        _ tile: AttentionPlan.Tile,
        _ scale: Float
    ) {
        let span = plan.spans[tile.span + query]
        row.update(repeating: 0, count: span.lowerBound)
        (row + span.upperBound).update(repeating: 0, count: tile.keys - span.upperBound)
        let seen = row + span.lowerBound
        if let maskRow = tile.maskRow, let mask = plan.mask {
            let first = mask.spans[maskRow + query].lowerBound
            let added = mask.values.base + (maskRow + query) * mask.values.columns + first
            for key in 0..<span.count { seen[key] += added[key] }
        }
        let total = Row.exponentiate(seen, less: Row.maximum(seen, span.count), times: scale, span.count)
        Row.scale(seen, by: 1 / total, span.count)
    }

    /// ds = scale * p * (dp - sum(dp * p)), row by row, in place of dp; 0 where p is.
    static func normalizeBackward(
        _ probabilities: Matrix,
        _ change: Matrix,
        _ plan: AttentionPlan,
        _ tile: AttentionPlan.Tile,
        _ scale: Float
    ) {
        for query in 0..<tile.queries {
            let span = plan.spans[tile.span + query]
            let row = change.row(query)
            row.update(repeating: 0, count: span.lowerBound)
            (row + span.upperBound).update(repeating: 0, count: tile.keys - span.upperBound)
            let (p, dp) = (probabilities.row(query) + span.lowerBound, row + span.lowerBound)
            let mean = Lanes(repeating: Row.dot(p, dp, span.count))
            inLanes(span.count) { dp.store(p.lanes($0, $1) * (dp.lanes($0, $1) - mean) * scale, $0, $1) }
        }
    }

    /// Scores, softmax and the weighted sum of values of a narrow tile, one query after another.
    static func forward(
        _ views: Views,
        _ weights: Matrix,
        _ plan: AttentionPlan,
        _ tile: AttentionPlan.Tile,
        _ scale: Float,
        into output: Matrix
    ) {
        let width = output.columns
        for query in 0..<tile.queries {
            let (row, target) = (weights.row(query), output.row(query))
            for key in 0..<tile.keys { row[key] = Row.dot(views.query.row(query), views.key.row(key), width) }
            normalize(row, query, plan, tile, scale)
            target.update(repeating: 0, count: width)
            for key in 0..<tile.keys { Row.add(views.value.row(key), times: row[key], to: target, width) }
        }
    }

    /// Adds the gradients of a narrow tile; hidden keys have probability 0, and so get none.
    static func backward(
        _ views: Views,
        _ changes: Views,
        _ weights: Matrix,
        _ above: Matrix,
        _ scale: Float,
        _ dp: UnsafeMutablePointer<Float>
    ) {
        let (width, keys) = (above.columns, weights.columns)
        for query in 0..<weights.rows {
            let (p, dy) = (weights.row(query), above.row(query))
            for key in 0..<keys { dp[key] = Row.dot(dy, views.value.row(key), width) }
            let mean = Row.dot(p, dp, keys)
            for key in 0..<keys {
                let ds = p[key] * (dp[key] - mean) * scale
                Row.add(views.key.row(key), times: ds, to: changes.query.row(query), width)
                Row.add(views.query.row(query), times: ds, to: changes.key.row(key), width)
                Row.add(dy, times: p[key], to: changes.value.row(key), width)
            }
        }
    }
}
