public import RunLog

/// A trial as it is registered: one configuration of a sweep.
public struct TrialRecord: Hashable, Sendable {
    /// The sweep's name.
    public let sweep: String
    /// The hash of its configuration, code and upstream stages.
    public let key: String
    /// Its place in the sweep's table, from 1; nil for one that the present specification no longer names.
    public let number: Int?
    /// What the axes say of it: dotted path and value, in the order of the specification.
    public let axes: [JSONValue.Member]
    /// The whole resolved configuration.
    public let configuration: JSONValue
    /// The keys of its jobs, an earlier stage first, whichever sweep has run them; none where nobody has said.
    public let jobs: [String]

    /// A trial to be registered.
    public init(
        sweep: String,
        key: String,
        number: Int?,
        axes: [JSONValue.Member],
        configuration: JSONValue,
        jobs: [String] = []
    ) {
        self.sweep = sweep
        self.key = key
        self.number = number
        self.axes = axes
        self.configuration = configuration
        self.jobs = jobs
    }
}
