/// One coordinate of the points that a `ParzenEstimator` describes.
public struct ParzenAxis: Sendable {
    /// What values a coordinate takes.
    public enum Kind: Sendable {
        /// A number in 0...1.
        case continuous
        /// The index of one of several cells that divide 0...1 in order, given by their n + 1 edges.
        case levels(edges: [Double])
        /// The index of one of that many choices without order.
        case categories(Int)
    }

    /// That an axis exists only where an earlier axis of categories has one of its choices.
    public struct Condition: Sendable {
        let axis: Int
        let category: Int

        /// Only where the axis of that index, lower than the own one, has that category.
        public init(axis: Int, category: Int) {
            self.axis = axis
            self.category = category
        }
    }

    let kind: Kind
    let condition: Condition?

    /// An axis; without a condition it exists in every point.
    public init(_ kind: Kind, condition: Condition? = nil) {
        self.kind = kind
        self.condition = condition
    }

    /// Whether a point has this coordinate, given its earlier ones.
    func isActive(in point: [Double]) -> Bool {
        guard let condition else { return true }
        return point[condition.axis] == Double(condition.category)
    }

    /// The logarithm of the uniform density, or of the uniform probability of a cell or category.
    func logPrior(_ value: Double) -> Double {
        switch kind {
        case .continuous: 0
        case .levels(let edges): PortableMath.log(edges[Int(value) + 1] - edges[Int(value)])
        case .categories(let count): -PortableMath.log(Double(count))
        }
    }

    /// A coordinate drawn from the uniform distribution.
    func drawPrior(_ stream: inout RandomStream) -> Double {
        switch kind {
        case .continuous:
            stream.uniform()
        case .levels(let edges):
            Self.cell(of: stream.uniform(), edges: edges)
        case .categories(let count):
            Double(stream.index(below: count))
        }
    }

    /// Where a coordinate lies in 0...1; nil for a category, which lies nowhere.
    func place(_ value: Double) -> Double? {
        switch kind {
        case .continuous: value
        case .levels(let edges): (edges[Int(value)] + edges[Int(value) + 1]) / 2
        case .categories: nil
        }
    }

    private static func cell(of share: Double, edges: [Double]) -> Double {
        let above = edges.dropFirst().firstIndex { share < $0 } ?? edges.count - 1
        return Double(above - 1)
    }
}
