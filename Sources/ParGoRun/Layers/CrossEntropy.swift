/// The mean negative log-likelihood of the right classes under a softmax, positions without a label left out.
///
/// Shapes: logits and their gradient are (n, classes), labels has n entries.
public final class CrossEntropy {
    /// The label of a position that does not count, PyTorch's default.
    public static let ignored: Int32 = -100

    /// The gradient of the loss with respect to the logits, after `forward`.
    public let gradient = Tensor()
    /// How many positions counted in the last `forward`.
    public private(set) var counted = 0
    /// How many of them had the right class on top.
    public private(set) var correct = 0

    /// A loss of nothing yet.
    public init() {}

    /// The mean loss over the labelled positions, 0 when there is none.
    ///
    /// Fills `gradient`.
    public func forward(_ logits: Tensor, labels: [Int32]) -> Double {
        let counted = labels.count { $0 != Self.ignored }
        return counted == 0 ? forward(logits, labels: labels, of: 1) : forward(logits, labels: labels, of: counted)
    }

    /// The loss's part of a mean over `all` labelled positions, of which these are some.
    ///
    /// Fills `gradient`.
    public func forward(_ logits: Tensor, labels: [Int32], of all: Int) -> Double {
        precondition(logits.rows == labels.count, "CrossEntropy: \(labels.count) labels for logits \(logits.shape)")
        let classes = logits.columns
        gradient.copy(logits)
        counted = labels.count { $0 != Self.ignored }
        correct = 0
        let share = 1 / Float(all)
        var total = 0.0
        for (row, label) in labels.enumerated() {
            let values = gradient.base + row * classes
            guard label != Self.ignored else {
                values.update(repeating: 0, count: classes)
                continue
            }
            precondition(label >= 0 && Int(label) < classes, "CrossEntropy: label \(label) of \(classes) classes")
            total += loss(values, Int(label), classes, share)
        }
        return total / Double(all)
    }

    /// -log softmax(x)[label]; leaves (softmax(x) - one-hot) * share in place of x.
    private func loss(_ x: UnsafeMutablePointer<Float>, _ label: Int, _ classes: Int, _ share: Float) -> Double {
        let highest = Row.maximum(x, classes)
        let shifted = x[label] - highest
        if shifted == 0 { correct += 1 }
        let sum = Row.exponentiate(x, less: highest, classes)
        Row.scale(x, by: share / sum, classes)
        x[label] -= share
        return Double(logarithm(sum) - shifted)
    }
}
