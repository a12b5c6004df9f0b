/// One value at one step, as the store keeps it.
struct StoredPoint: Hashable {
    let step: Int64
    /// In whole milliseconds since 1970.
    ///
    /// A time that was written with three decimals comes back as the same float: it is divided by a thousand again,
    /// which rounds as reading its decimals does.
    let time: Int64
    let value: Double

    /// A point as it is stored.
    init(step: Int64, time: Int64, value: Double) {
        self.step = step
        self.time = time
        self.value = value
    }

    /// A point at a time in seconds since 1970, within some 30,000 years of it.
    init(step: Int64, seconds: Double, value: Double) {
        let milliseconds = min(max((seconds * 1000).rounded(), -1e15), 1e15)
        self.init(step: step, time: milliseconds.isNaN ? 0 : Int64(milliseconds), value: value)
    }

    /// When, in seconds since 1970.
    var seconds: Double { Double(time) / 1000 }
}

extension [StoredPoint] {
    /// Whether each step is beyond the one before it, and the first beyond `step`.
    func ascends(from step: Int64) -> Bool {
        var last = step
        for point in self {
            if point.step <= last { return false }
            last = point.step
        }
        return true
    }

    /// The points in order of step; of several at one step the last.
    func lastOfEachStep() -> [StoredPoint] {
        // Swift's sort is stable, so equal steps keep the order of the log.
        sorted { $0.step < $1.step }
            .reduce(into: []) { kept, point in
                if kept.last?.step == point.step { kept.removeLast() }
                kept.append(point)
            }
    }

    /// Two series in order of step as one; where both have a step, the newer counts.
    func merged(with newer: [StoredPoint]) -> [StoredPoint] {
        var merged: [StoredPoint] = []
        merged.reserveCapacity(count + newer.count)
        var rest = self[...]
        for point in newer {
            while let old = rest.first, old.step < point.step {
                merged.append(old)
                rest = rest.dropFirst()
            }
            if rest.first?.step == point.step { rest = rest.dropFirst() }
            merged.append(point)
        }
        return merged + rest
    }
}
