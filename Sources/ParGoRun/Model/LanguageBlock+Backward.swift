extension LanguageBlock {
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
