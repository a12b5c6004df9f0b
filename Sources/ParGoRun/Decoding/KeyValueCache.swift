/// The keys and values of one sequence's positions so far, for each block of a language model: what makes a further token
/// cost one row, not the whole sequence again.
final class KeyValueCache {
    /// One block's, (capacity, width of all key heads) each; the first `length` rows are filled.
    struct Layer {
        let key: Tensor
        let value: Tensor
    }

    let layers: [Layer]
    /// Positions that have keys and values.
    var length: Int

    /// Room for `capacity` positions.
    init(blocks: Int, capacity: Int, width: Int) {
        layers = (0..<blocks).map { _ in Layer(key: Tensor([capacity, width]), value: Tensor([capacity, width])) }
        length = 0
    }

    private init(copying other: KeyValueCache) {
        layers = other.layers.map { layer in
            let copy = Layer(key: Tensor(layer.key.shape), value: Tensor(layer.value.shape))
            let count = other.length * layer.key.columns
            copy.key.base.update(from: layer.key.base, count: count)
            copy.value.base.update(from: layer.value.base, count: count)
            return copy
        }
        length = other.length
    }

    /// The same sequence, to be continued in another way.
    func copy() -> KeyValueCache { KeyValueCache(copying: self) }
}
