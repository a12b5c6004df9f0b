/// A table of vectors, one for each token of a vocabulary.
///
/// Shapes: the table is (vocabulary, width).
public final class Embedding {
    /// The table, of shape (vocabulary, width).
    public let weight: Parameter

    /// A table of zeros.
    public convenience init(_ name: String, vocabulary: Int, width: Int) {
        self.init(Parameter("\(name).weight", [vocabulary, width]))
    }

    private init(_ weight: Parameter) { self.weight = weight }

    /// The same table for another worker, gradient apart.
    func replica() -> Embedding { Embedding(weight.replica()) }

    /// Copies the vector of `token` to `target`, which has room for `width` floats.
    func copy(_ token: Int, to target: UnsafeMutablePointer<Float>) {
        let width = weight.value.columns
        precondition(token >= 0 && token < weight.value.rows, "\(weight.name): token \(token)")
        target.update(from: weight.value.base + token * width, count: width)
    }

    /// Adds `gradient`, `width` floats, to the gradient of `token`'s vector.
    func addGradient(_ token: Int, _ gradient: UnsafePointer<Float>) {
        if weight.isFrozen { return }
        let width = weight.value.columns
        let target = weight.gradient.base + token * width
        inLanes(width) { target.store(target.lanes($0, $1) + gradient.lanes($0, $1), $0, $1) }
    }
}
