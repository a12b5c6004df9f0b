/// Points as a decoder found them, in columns, and the lines it had to refuse.
///
/// The columns have one length; a batch is cleared and used again.
public struct MetricBatch: Sendable {
    /// A line that is not of the format.
    ///
    /// It is kept, and never stops the rest.
    public struct BadLine: Hashable, Sendable {
        /// Where it begins, in bytes from the start of the file.
        public let offset: Int64
        /// What is wrong with it.
        public let reason: String
        /// The line, or its first 200 bytes.
        public let text: String

        /// A refused line.
        public init(offset: Int64, reason: String, text: String) {
            self.offset = offset
            self.reason = reason
            self.text = text
        }
    }

    /// The metric of each point, as an index into the decoder's `names`.
    public internal(set) var metrics: [Int32] = []
    /// The step of each point.
    public internal(set) var steps: [Int64] = []
    /// The time of each point, in seconds since 1970.
    public internal(set) var times: [Double] = []
    /// The value of each point.
    public internal(set) var values: [Double] = []
    /// The refused lines.
    public internal(set) var badLines: [BadLine] = []
    /// How many good lines the points came from.
    public internal(set) var lines = 0

    /// A batch of nothing.
    public init() {}

    /// How many points it holds.
    public var count: Int { steps.count }

    /// Forgets everything but the memory.
    public mutating func clear() {
        metrics.removeAll(keepingCapacity: true)
        steps.removeAll(keepingCapacity: true)
        times.removeAll(keepingCapacity: true)
        values.removeAll(keepingCapacity: true)
        badLines.removeAll(keepingCapacity: true)
        lines = 0
    }

    /// Takes back the points of a line that turned out bad.
    mutating func truncate(to count: Int) {
        metrics.removeLast(metrics.count - count)
        steps.removeLast(steps.count - count)
        times.removeLast(times.count - count)
        values.removeLast(values.count - count)
    }

    @inline(__always) mutating func append(metric: Int32, value: Double) {
        metrics.append(metric)
        values.append(value)
    }

    /// Gives step and time to the points of a line, which may stand after its values.
    mutating func fill(step: Int64, time: Double) {
        for _ in steps.count..<metrics.count {
            steps.append(step)
            times.append(time)
        }
    }
}
