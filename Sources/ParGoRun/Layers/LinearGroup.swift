/// Linear maps of one input done as one product: `y = [x W1^T + b1 | x W2^T + b2 | ...]`.
///
/// Shapes: x is (n, in), y is (n, sum of out). The members' weights lie one below the other in one block of memory, so
/// that queries, keys and values, or SwiGLU's two halves, cost one call of BLAS. A low-rank update without dropout is
/// merged into a copy of the weights once a step, and then costs nothing in either direction but its own gradient.
final class LinearGroup {
    let members: [Linear]
    private let weight: Tensor
    private let bias: Tensor?
    private var merged: Tensor?
    private let starts: [Int]
    private lazy var weightGradient = Tensor(weight.shape)
    private lazy var biasGradient = Tensor(bias?.shape ?? [0])
    private var updateScratch = LowRankUpdate.Memory()

    /// Moves the members' weights together; they must take the same input, and either all have biases or none.
    convenience init(_ members: [Linear]) {
        let total = members.reduce(0) { $0 + $1.outputs }
        self.init(
            members,
            weight: Tensor([total, members[0].inputs]),
            bias: members[0].bias == nil ? nil : Tensor([total])
        )
    }

    private init(_ members: [Linear], weight: Tensor, bias: Tensor?) {
        precondition(
            members.allSatisfy { $0.inputs == weight.columns && ($0.bias == nil) == (bias == nil) },
            "LinearGroup: \(members.map(\.weight.name)) differ in their input or in having biases"
        )
        (self.members, self.weight, self.bias) = (members, weight, bias)
        starts = members.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.outputs) }
        for (member, start) in zip(members, starts) { place(member, start) }
    }

    /// The same weights for another worker, gradients apart.
    func replica() -> LinearGroup {
        let copy = LinearGroup(members.map { $0.replica() }, weight: weight, bias: bias)
        copy.merged = merged
        return copy
    }

    private func place(_ member: Linear, _ start: Int) {
        let (shape, width) = (member.weight.value.shape, weight.columns)
        member.weight.place(value: Tensor(viewOf: weight, from: start * width, shape)) { [unowned self] in
            Tensor(viewOf: weightGradient, from: start * width, shape)
        }
        guard let bias, let own = member.bias else { return }
        own.place(value: Tensor(viewOf: bias, from: start, own.value.shape)) { [unowned self] in
            Tensor(viewOf: biasGradient, from: start, own.value.shape)
        }
    }

    var outputs: Int { starts[members.count] }
    var inputs: Int { weight.columns }

    /// Whether the backward pass reads the forward pass's input: something of the group is trained.
    var needsInput: Bool {
        members.contains { !$0.weight.isFrozen || $0.update?.isTrained == true }
    }

    /// What the passes of low-rank updates keep and need.
    var memory: [Tensor] { updateScratch.tensors + members.flatMap { $0.update?.tensors ?? [] } }

    /// Whether some update drops elements of its input.
    var isDropping: Bool { members.contains { $0.update?.isDropping == true } }

    /// Lets the next forward pass drop what the last one dropped.
    func rewindDropout() {
        for member in members { member.update?.rewindDropout() }
    }

    /// Adds the low-rank updates into a copy of the weights: to be called once before the forward passes of a step.
    func mergeUpdates() {
        guard members.contains(where: { $0.update != nil }) else { return }
        let target = merged ?? Tensor(weight.shape)
        merged = target
        target.copy(weight)
        for (index, member) in members.enumerated() where member.update?.isDropping == false {
            member.update?.addProduct(to: target.matrix.rows(starts[index]..<starts[index + 1]))
        }
    }

    /// Adds the low-rank updates into the weights themselves and takes them away.
    func bakeUpdates() {
        for (index, member) in members.enumerated() {
            member.update?.addProduct(to: weight.matrix.rows(starts[index]..<starts[index + 1]))
            member.update = nil
        }
        merged = nil
    }

    /// `x` (n, in) into `y` (n, out of the chosen members), which need not be contiguous.
    ///
    /// Without `addsBias` the caller adds the biases in a pass of its own.
    func forward(
        _ x: Matrix,
        into y: Matrix,
        members range: Range<Int>? = nil,
        addsBias: Bool = true,
        _ scratch: Scratch
    ) {
        scratch.meter?.operations += 2 * Double(x.rows * y.columns * inputs)
        scratch.metered(.products) { forward(x, into: y, range ?? 0..<members.count, addsBias) }
    }

    private func forward(_ x: Matrix, into y: Matrix, _ range: Range<Int>, _ addsBias: Bool) {
        let rows = starts[range.lowerBound]..<starts[range.upperBound]
        let addsBias = addsBias && bias != nil
        if addsBias, let bias { y.fillRows(Tensor(viewOf: bias, from: rows.lowerBound, [rows.count])) }
        BLAS.multiply(x, (merged ?? weight).matrix.rows(rows).transposed, into: y, keep: addsBias ? 1 : 0)
        for index in range where members[index].update?.isDropping == true {
            let columns = starts[index] - rows.lowerBound..<starts[index + 1] - rows.lowerBound
            members[index].update?.addForward(x, to: y.columns(columns))
        }
    }

    /// Adds the gradients of what is trained, and writes the input's gradient into `target` or adds it there.
    ///
    /// `x` is the forward pass's input, needed where `needsInput`. Without `addsBias` the caller has the biases' gradients.
    func backward(
        _ gradient: Matrix,
        x: Matrix?,
        into target: Matrix?,
        adding: Bool = false,
        members range: Range<Int>? = nil,
        addsBias: Bool = true,
        _ scratch: Scratch
    ) {
        scratch.metered(.products) {
            backward(gradient, x, target, adding, range ?? 0..<members.count, addsBias, scratch.meter)
        }
    }

    private func backward(
        _ gradient: Matrix,
        _ x: Matrix?,
        _ target: Matrix?,
        _ adding: Bool,
        _ range: Range<Int>,
        _ addsBias: Bool,
        _ meter: Meter?
    ) {
        let rows = starts[range.lowerBound]..<starts[range.upperBound]
        precondition(
            gradient.columns == rows.count,
            "\(members[0].weight.name): gradient of \(gradient.columns) columns"
        )
        let operations = 2 * Double(gradient.rows * rows.count * inputs)
        if let target {
            meter?.operations += operations
            BLAS.multiply(gradient, (merged ?? weight).matrix.rows(rows), into: target, keep: adding ? 1 : 0)
        }
        if let x {
            meter?.operations += range.contains { !members[$0].weight.isFrozen } ? operations : 0
            backwardWeights(gradient, x, range)
        }
        if addsBias { backwardBias(gradient, range) }
        for index in range {
            guard let x, let update = members[index].update else { continue }
            let columns = starts[index] - rows.lowerBound..<starts[index + 1] - rows.lowerBound
            meter?.operations += 8 * Double(gradient.rows * update.rank) * Double(columns.count + inputs) / 2
            update.backward(gradient.columns(columns), x: x, adding: target, updateScratch)
        }
    }

    /// The weights' gradients in one product where all of them are trained, as they are in the projector.
    private func backwardWeights(_ gradient: Matrix, _ x: Matrix, _ range: Range<Int>) {
        let trained = range.filter { !members[$0].weight.isFrozen }
        if trained.count == range.count {
            let rows = starts[range.lowerBound]..<starts[range.upperBound]
            BLAS.multiply(gradient.transposed, x, into: weightGradient.matrix.rows(rows), keep: 1)
            return
        }
        for index in trained {
            let first = starts[range.lowerBound]
            let columns = gradient.columns(starts[index] - first..<starts[index + 1] - first)
            BLAS.multiply(columns.transposed, x, into: members[index].weight.gradient.matrix, keep: 1)
        }
    }

    private func backwardBias(_ gradient: Matrix, _ range: Range<Int>) {
        for index in range {
            guard let bias = members[index].bias, !bias.isFrozen else { continue }
            let first = starts[range.lowerBound]
            let columns = gradient.columns(starts[index] - first..<starts[index + 1] - first)
            columns.addRowSums(to: bias.gradient.base)
        }
    }
}
