/// Fewer points that draw the same picture.
///
/// The points are cut into buckets of equal count, and each keeps its smallest and its largest value, so a spike one
/// point wide survives any reduction. A bucket that holds NaN or an infinity keeps the first of those too: a gap in
/// the curve stays a gap. The first and the last point are always kept.
package enum Decimation {
    /// Chooses the points to keep.
    ///
    /// - Parameters:
    ///   - values: The curve's values in order of step.
    ///   - limit: How many indices there may be at most.
    /// - Returns: The indices of the points to keep, ascending.
    /// - Precondition: `limit` is at least 5: two ends and one bucket.
    package static func keptIndices(of values: [Double], limit: Int) -> [Int] {
        precondition(limit >= 5, "two ends and one bucket need five points")
        guard values.count > limit else { return Array(values.indices) }
        // Two points a bucket where all values are finite; a third for what is not.
        let buckets = (limit - 2) / (values.allSatisfy(\.isFinite) ? 2 : 3)
        var kept: [Int] = []
        kept.reserveCapacity(limit)
        for bucket in 0..<buckets {
            let start = bucket * values.count / buckets
            let end = (bucket + 1) * values.count / buckets
            kept += extremes(of: values, in: start..<end)
        }
        if kept.first != 0 { kept.insert(0, at: 0) }
        if kept.last != values.count - 1 { kept.append(values.count - 1) }
        return kept
    }

    /// The first smallest, the first largest and the first value that is not finite, in order of index.
    private static func extremes(of values: [Double], in bucket: Range<Int>) -> [Int] {
        var lowest: Int?
        var highest: Int?
        var broken: Int?
        for index in bucket {
            let value = values[index]
            guard value.isFinite else {
                broken = broken ?? index
                continue
            }
            if let low = lowest, values[low] <= value {} else { lowest = index }
            if let high = highest, values[high] >= value {} else { highest = index }
        }
        let found = [lowest, highest, broken].compactMap(\.self).sorted()
        return found.enumerated().filter { $0.offset == 0 || found[$0.offset - 1] != $0.element }.map(\.element)
    }
}

extension Series {
    /// The series with at most `limit` of its points, as `Decimation` chooses them.
    package func decimated(to limit: Int) -> Series {
        guard values.count > limit else { return self }
        let kept = Decimation.keptIndices(of: values, limit: limit)
        return Series(steps: kept.map { steps[$0] }, times: kept.map { times[$0] }, values: kept.map { values[$0] })
    }
}
