/// A layer whose forward pass can be made again from its input.
protocol Recomputable: AnyObject {
    /// The tensors that a forward pass fills, in the same order for each layer of a stack.
    var memory: [Tensor] { get }
}

/// Gradient checkpointing (Chen and others 2016, arXiv 1604.06174) for a stack of layers of one kind: all of them have one
/// memory between them, which is handed from layer to layer, and each layer keeps nothing but its input.
///
/// The backward pass hands the memory back down, and each layer makes what it needs again. The last layer's is still there.
struct ActivationRelay {
    private var holder = 0

    /// Hands the memory to the layer `index`; what stood in it is to be overwritten.
    mutating func hand(to index: Int, of layers: [some Recomputable]) {
        guard index != holder else { return }
        for (own, other) in zip(layers[index].memory, layers[holder].memory) { own.exchange(with: other) }
        holder = index
    }
}
