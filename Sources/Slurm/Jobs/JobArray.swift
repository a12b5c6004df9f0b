/// One job array of the several that a long list of tasks is cut into.
public struct JobArray: Hashable, Sendable {
    /// The number of the array's first task in the whole list.
    public let offset: Int
    /// How many tasks it has; they are numbered from 0.
    public let count: Int
    /// How many may run at once; nil for no limit.
    public let throttle: Int?

    /// The arrays for a list of tasks.
    ///
    /// Slurm's `MaxArraySize` limits the *numbers*: the highest is `MaxArraySize - 1`, so every array starts again at 0.
    /// A throttle holds inside one array only; over several it is shared out so that the sum is the throttle asked for,
    /// as long as each array can have at least one.
    /// - Parameters:
    ///   - total: how many tasks there are.
    ///   - limit: `MaxArraySize`, or less; taken as 1 when smaller.
    ///   - throttle: how many tasks may run at once in all arrays together.
    /// - Returns: the arrays in the order of the list; none for an empty list.
    public static func split(_ total: Int, limit: Int, throttle: Int? = nil) -> [JobArray] {
        guard total > 0 else { return [] }
        let size = max(1, limit)
        let arrays = (total + size - 1) / size
        return (0..<arrays)
            .map { index in
                let offset = index * size
                let share = throttle.map { max(1, $0 / arrays + (index < $0 % arrays ? 1 : 0)) }
                return JobArray(offset: offset, count: min(size, total - offset), throttle: share)
            }
    }

    /// The task numbers in Slurm's notation, such as `0-99%8`.
    public var indices: ArrayIndices {
        // A run from 0 to a count of at least one is always well formed.
        ArrayIndices([ArrayIndices.Run(0, count - 1)].compactMap(\.self), throttle: throttle)
    }

    /// The place in the whole list of one task of this array.
    public func position(ofTask task: Int) -> Int { offset + task }
}
