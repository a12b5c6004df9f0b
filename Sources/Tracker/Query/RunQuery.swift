public import RunLog

/// Which runs, in which order, and how many.
public struct RunQuery: Sendable {
    /// Only runs of this sweep.
    public var sweep: String?
    /// Only runs in one of these states; nil for any.
    public var states: Set<RunState>?
    /// Only runs of these keys; nil for any.
    public var keys: [String]?
    /// Only these rows; nil for any.
    public var ids: [Int64]?
    /// Only the latest attempt of each key.
    public var latestAttempts: Bool
    /// Whether archived runs are among them; nil for only where runs are asked for by id or key.
    public var archived: Bool?
    /// Values at steps that the runs are to carry, for the filter, the sorting or the reader.
    public var moments: Set<RunMoment>
    /// Only runs of which this is true.
    public var filter: (@Sendable (Run) throws -> Bool)?
    /// The columns that `filter` looks at; nil where that is not known.
    public var filterColumns: [RunColumn]?
    /// How much of each run is read: at least what filter and sorting look at.
    public var detail = RunDetail.everything
    /// What to sort by, the most important first; later rows of the store first where nothing decides.
    public var sort: [RunSort]
    /// At most so many, counted after sorting.
    public var limit: Int?

    /// All runs, the latest first, unless told otherwise.
    public init(
        sweep: String? = nil,
        states: Set<RunState>? = nil,
        keys: [String]? = nil,
        ids: [Int64]? = nil,
        latestAttempts: Bool = false,
        archived: Bool? = nil,
        moments: Set<RunMoment> = [],
        filter: (@Sendable (Run) throws -> Bool)? = nil,
        sort: [RunSort] = [],
        limit: Int? = nil
    ) {
        self.sweep = sweep
        self.states = states
        self.keys = keys
        self.ids = ids
        self.latestAttempts = latestAttempts
        self.archived = archived
        self.moments = moments
        self.filter = filter
        self.sort = sort
        self.limit = limit
    }
}
