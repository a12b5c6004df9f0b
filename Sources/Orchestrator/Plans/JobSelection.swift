/// A few jobs of a plan, with all that they need.
public struct JobSelection {
    /// The jobs, each after those that it needs.
    public let jobs: [LocalJob]
    /// Keys that were asked for and that the plan does not have.
    public let missing: [String]

    /// The jobs of these keys out of a plan's; all of them when no key is given.
    public init(_ keys: [String], of all: [LocalJob]) {
        guard !keys.isEmpty else {
            (jobs, missing) = (all, [])
            return
        }
        var wanted = Set(keys)
        // A job stands after those that it needs, so one pass from the end finds them all.
        for job in all.reversed() where wanted.contains(job.key) { wanted.formUnion(job.needs.map(\.key)) }
        jobs = all.filter { wanted.contains($0.key) }
        let known = Set(all.map(\.key))
        missing = keys.filter { !known.contains($0) }
    }
}
