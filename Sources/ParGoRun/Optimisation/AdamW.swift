/// Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2), as in PyTorch's `AdamW`.
public final class AdamW {
    /// The settings that stay the same over a run.
    public struct Settings: Equatable, Sendable {
        /// Decay rate of the gradient's running mean.
        public var beta1 = 0.9
        /// Decay rate of the running mean of the gradient's square.
        public var beta2 = 0.98
        /// Added to the root of the second mean.
        public var epsilon = 1e-6
        /// Fraction of a weight taken away each step, times the learning rate.
        public var weightDecay = 0.01

        /// The defaults of the `tiny` preset.
        public init() {}
    }

    /// One trained parameter and its two running means.
    struct Slot {
        let parameter: Parameter
        let mean: Tensor
        let square: Tensor
        let decays: Bool
    }

    /// A part of a slot small enough to be shared out among workers.
    struct Piece {
        let slot: Int
        let range: Range<Int>
    }

    /// One step's numbers, the same for all weights.
    private struct Step {
        let (beta1, beta2, rate, rootScale, epsilon): (Float, Float, Float, Float, Float)
        let shrink: Float
    }

    private let settings: Settings
    let slots: [Slot]
    let pieces: [Piece]
    /// Updates so far.
    var step = 0

    /// An optimizer of those parameters that are not frozen now.
    ///
    /// Vectors (biases, norm weights) are not decayed, as is usual; matrices are.
    public init(_ parameters: [Parameter], _ settings: Settings) {
        self.settings = settings
        slots = parameters.filter { !$0.isFrozen }
            .map { parameter in
                let shape = parameter.value.shape
                return Slot(parameter: parameter, mean: Tensor(shape), square: Tensor(shape), decays: shape.count > 1)
            }
        pieces = slots.enumerated()
            .flatMap { index, slot in
                let count = slot.parameter.value.count
                return stride(from: 0, to: count, by: 1 << 14)
                    .map { Piece(slot: index, range: $0..<min($0 + 1 << 14, count)) }
            }
    }

    /// The parameters that it changes.
    public var parameters: [Parameter] { slots.map(\.parameter) }

    /// One update from the gradients as they stand.
    public func update(learningRate: Double) {
        let step = begin(learningRate: learningRate)
        for piece in pieces { update(piece, step, factor: 1) }
    }

    /// The same shared out among workers, from gradients times `factor`, which are set to zero on the way.
    func update(learningRate: Double, factor: Float, workers: Workers) {
        let step = begin(learningRate: learningRate)
        workers.run { [self] worker in
            for index in stride(from: worker, to: pieces.count, by: workers.count) {
                let piece = pieces[index]
                update(piece, step, factor: factor)
                (slots[piece.slot].parameter.gradient.base + piece.range.lowerBound)
                    .update(repeating: 0, count: piece.range.count)
            }
        }
    }

    private func begin(learningRate: Double) -> Step {
        step += 1
        let correction1 = 1 - power(settings.beta1, Double(step))
        let correction2 = (1 - power(settings.beta2, Double(step))).squareRoot()
        return Step(
            beta1: Float(settings.beta1),
            beta2: Float(settings.beta2),
            rate: Float(learningRate / correction1),
            rootScale: Float(1 / correction2),
            epsilon: Float(settings.epsilon),
            shrink: 1 - Float(learningRate * settings.weightDecay)
        )
    }

    private func update(_ piece: Piece, _ step: Step, factor: Float) {
        let (slot, start) = (slots[piece.slot], piece.range.lowerBound)
        let shrink = slot.decays ? step.shrink : 1
        let (w, g) = (slot.parameter.value.base + start, slot.parameter.gradient.base + start)
        let (m, v) = (slot.mean.base + start, slot.square.base + start)
        let (keep1, keep2) = (Lanes(repeating: step.beta1), Lanes(repeating: step.beta2))
        inLanes(piece.range.count) { index, part in
            let change = g.lanes(index, part) * factor
            let mean = m.lanes(index, part).times(keep1, plus: change * (1 - step.beta1))
            let square = v.lanes(index, part).times(keep2, plus: change * change * (1 - step.beta2))
            let size = square.root * step.rootScale + step.epsilon
            m.store(mean, index, part)
            v.store(square, index, part)
            w.store(w.lanes(index, part) * shrink - mean * step.rate / size, index, part)
        }
    }
}
