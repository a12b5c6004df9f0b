/// A density over mixed and conditional points, estimated from observed ones.
///
/// A weighted mixture of one product of kernels an observation and of the uniform distribution. Points are rows of
/// coordinates, one an axis: a number in 0...1, or an index as a `Double`; NaN where the axis is not active. A
/// coordinate that an observation lacks has the uniform density in its product. So observations of one branch of a
/// conditional space speak for that branch, and for what they share with the others.
public struct ParzenEstimator: Sendable {
    /// How wide kernels are.
    public struct Width: Sendable {
        /// The narrowest kernel over n observations is 1 / (2 + slope·n) wide, and never below 1/100.
        let slope: Double

        /// The larger the slope, the closer a kernel may close in on its observation.
        public init(slope: Double) {
            self.slope = slope
        }
    }

    private let axes: [ParzenAxis]
    private let kernels: [[ParzenKernel]]
    /// Of the observations, then of the uniform distribution; they add up to 1.
    private let weights: [Double]
    private let logWeights: [Double]

    /// The density around those points, with those weights; the uniform distribution weighs 1.
    ///
    /// - Parameters:
    ///   - axes: one for each coordinate.
    ///   - points: rows of `axes.count` coordinates.
    ///   - weights: one a point, positive.
    ///   - width: the rule for the kernels' widths.
    public init(axes: [ParzenAxis], points: [[Double]], weights: [Double], width: Width) {
        precondition(points.count == weights.count, "\(points.count) points have \(weights.count) weights")
        self.axes = axes
        let spread = 1 / Double(points.count + 1)
        let widths = axes.indices.map { axis in
            Self.widths(of: points.map { $0[axis] }, axis: axes[axis], rule: width)
        }
        kernels = points.indices.map { row in
            axes.indices.map { axis in
                ParzenKernel(axis: axes[axis], centre: points[row][axis], width: widths[axis][row], spread: spread)
            }
        }
        let total = weights.reduce(1, +)
        self.weights = weights.map { $0 / total } + [1 / total]
        logWeights = self.weights.map(PortableMath.log)
    }

    /// The logarithm of the density at a point.
    public func logDensity(_ point: [Double]) -> Double {
        let active = axes.indices.filter { !point[$0].isNaN }
        let priors = axes.indices.map { point[$0].isNaN ? 0 : axes[$0].logPrior(point[$0]) }
        var terms = kernels.indices.map { row in
            active.reduce(logWeights[row]) { $0 + kernels[row][$1].logDensity(point[$1], prior: priors[$1]) }
        }
        terms.append(priors.reduce(logWeights[kernels.count], +))
        let largest = terms.reduce(-.infinity, max)
        return largest + PortableMath.log(terms.reduce(0) { $0 + PortableMath.exp($1 - largest) })
    }

    /// A point drawn from the density; its coordinates are NaN exactly where their axes' conditions fail.
    public func draw(_ stream: inout RandomStream) -> [Double] {
        var share = stream.uniform()
        let row = weights.dropLast()
            .firstIndex { weight in
                share -= weight
                return share < 0
            }
        var point = [Double](repeating: .nan, count: axes.count)
        for index in axes.indices where axes[index].isActive(in: point) {
            let kernel = row.map { kernels[$0][index] } ?? .prior
            point[index] = kernel.draw(axis: axes[index], &stream)
        }
        return point
    }

    /// The width of each observation's kernel: the larger gap to its two neighbours on the axis, within limits.
    ///
    /// Bergstra and others, "Algorithms for Hyper-Parameter Optimization", 2011. The outermost observations have one
    /// neighbour each and take that gap. Kernels over cells are at least half a mean cell wide.
    private static func widths(of values: [Double], axis: ParzenAxis, rule: Width) -> [Double] {
        var widths = [Double](repeating: 1, count: values.count)
        var narrowest = max(0.01, 1 / (2 + rule.slope * Double(values.count)))
        if case .levels(let edges) = axis.kind { narrowest = max(narrowest, 0.5 / Double(edges.count - 1)) }
        let places = values.indices.compactMap { row -> (row: Int, place: Double)? in
            values[row].isNaN ? nil : axis.place(values[row]).map { (row, $0) }
        }
        let sorted = places.sorted { ($0.place, $0.row) < ($1.place, $1.row) }
        for (rank, entry) in sorted.enumerated() {
            let alone = sorted.count == 1
            let below = rank > 0 ? entry.place - sorted[rank - 1].place : (alone ? entry.place : 0)
            let above = rank + 1 < sorted.count ? sorted[rank + 1].place - entry.place : (alone ? 1 - entry.place : 0)
            widths[entry.row] = min(max(below, above, narrowest), 1)
        }
        return widths
    }
}
