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

    private struct Slot {
        let parameter: Parameter
        let mean: Tensor
        let square: Tensor
        let decays: Bool
    }

    private let settings: Settings
    private let slots: [Slot]
    private var step = 0

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
    }

    /// The parameters that it changes.
    public var parameters: [Parameter] { slots.map(\.parameter) }

    /// One update from the gradients as they stand.
    public func update(learningRate: Double) {
        step += 1
        let (beta1, beta2) = (Float(settings.beta1), Float(settings.beta2))
        let correction1 = 1 - power(settings.beta1, Double(step))
        let correction2 = (1 - power(settings.beta2, Double(step))).squareRoot()
        let rate = Float(learningRate / correction1)
        let (rootScale, epsilon) = (Float(1 / correction2), Float(settings.epsilon))
        for slot in slots {
            let shrink = slot.decays ? 1 - Float(learningRate * settings.weightDecay) : 1
            let (w, g) = (slot.parameter.value.base, slot.parameter.gradient.base)
            let (m, v) = (slot.mean.base, slot.square.base)
            for index in 0..<slot.parameter.value.count {
                m[index] = beta1 * m[index] + (1 - beta1) * g[index]
                v[index] = beta2 * v[index] + (1 - beta2) * g[index] * g[index]
                w[index] = w[index] * shrink - rate * m[index] / (v[index].squareRoot() * rootScale + epsilon)
            }
        }
    }
}
