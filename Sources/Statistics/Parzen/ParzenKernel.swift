/// The kernel of one observed coordinate: the density of that coordinate near the observation.
enum ParzenKernel: Sendable {
    /// The coordinate did not exist in the observation, which so says nothing about it.
    case prior
    case normal(TruncatedNormal)
    /// The logarithm of each cell's probability.
    case levels([Double])
    /// The observed category and the logarithms of its probability and of each other one's.
    case category(Int, same: Double, other: Double, count: Int)

    init(axis: ParzenAxis, centre: Double, width: Double, spread: Double) {
        guard !centre.isNaN else {
            self = .prior
            return
        }
        switch axis.kind {
        case .continuous:
            self = .normal(TruncatedNormal(mean: centre, deviation: width, bounds: 0...1))
        case .levels(let edges):
            let middle = (edges[Int(centre)] + edges[Int(centre) + 1]) / 2
            let normal = TruncatedNormal(mean: middle, deviation: width, bounds: 0...1)
            self = .levels(
                zip(edges, edges.dropFirst())
                    .map { low, high in
                        PortableMath.log(max(normal.probability(of: low...high), 1e-300))
                    }
            )
        case .categories(let count):
            let total = 1 + Double(count) * spread
            let same = PortableMath.log((1 + spread) / total)
            self = .category(Int(centre), same: same, other: PortableMath.log(spread / total), count: count)
        }
    }

    /// The logarithm of the density at a coordinate, where the uniform one is `prior`.
    func logDensity(_ value: Double, prior: Double) -> Double {
        switch self {
        case .prior: prior
        case .normal(let normal): normal.logDensity(value)
        case .levels(let logs): logs[Int(value)]
        case .category(let observed, let same, let other, _): Int(value) == observed ? same : other
        }
    }

    /// A coordinate drawn from the kernel.
    func draw(axis: ParzenAxis, _ stream: inout RandomStream) -> Double {
        switch self {
        case .prior:
            return axis.drawPrior(&stream)
        case .normal(let normal):
            return normal.quantile(stream.uniform())
        case .levels(let logs):
            var share = stream.uniform()
            for (level, log) in logs.enumerated() {
                share -= PortableMath.exp(log)
                if share < 0 { return Double(level) }
            }
            return Double(logs.count - 1)
        case .category(let observed, _, let other, let count):
            let elsewhere = Double(count) * PortableMath.exp(other)
            return Double(stream.uniform() < elsewhere ? stream.index(below: count) : observed)
        }
    }
}
