import RunLog

/// A run of another tracker, but for its points.
struct ImportedRun {
    /// What is known of its end.
    enum Ending {
        /// Its source says how it ended.
        case ended(ExitRecord)
        /// Its source keeps no such thing: it counts as finished at its last point, and the record says why.
        case untold(because: String)
        /// Its source says that it goes on, or was going on when it was last written.
        case open
    }

    /// What people call it, from which the folder's name is made.
    var name: String
    /// What tells it from every other run of the same format: the source's own id where it has one.
    var id: String
    /// Leaves of the configuration by dotted path, in the source's order.
    var configuration: [JSONValue.Member] = []
    var startedAt: Double?
    var host: String?
    var ending: Ending
    var tags: [String] = []
    var notes: [String] = []
    /// Further members of its start record: `argv`, `git`, `packages`.
    var details: [JSONValue.Member] = []
}
