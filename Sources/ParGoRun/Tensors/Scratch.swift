/// Tensors lent for the length of a few calls, taken back and lent again: one for each worker.
///
/// After the first step of training nothing is allocated any more.
public final class Scratch {
    private var free: [Tensor] = []
    /// Books where the time goes, during a measurement.
    var meter: Meter?

    /// Nothing to lend yet.
    public init() {}

    /// A tensor of (rows, columns) whose contents are unspecified, to be given back by `give`.
    func take(_ rows: Int, _ columns: Int) -> Tensor {
        let count = rows * columns
        let fitting = free.indices.filter { free[$0].capacity >= count }
        let best =
            fitting.min { free[$0].capacity < free[$1].capacity }
            ?? free.indices.max { free[$0].capacity < free[$1].capacity }
        let tensor = best.map { free.remove(at: $0) } ?? Tensor()
        tensor.resize([rows, columns])
        return tensor
    }

    /// Takes tensors back.
    func give(_ tensors: Tensor...) { free += tensors }
}
