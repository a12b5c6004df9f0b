import RunLog

/// What a run's directory has that the store lacks, found by looking at sizes and records only.
struct RunNews {
    let run: KnownRun
    let directory: RunDirectory
    /// The metric logs that have grown or changed.
    private(set) var logs: [String] = []
    /// What the directory tells of the state, where the store would take it.
    private(set) var observation: RunObservation?
    /// The configuration, where the store has none.
    private(set) var configuration: JSONValue?
    /// The start record, where the store has none.
    private(set) var start: StartRecord?
    /// Whether artifacts were registered.
    private(set) var hasArtifacts = false

    /// Looks at a run's directory.
    ///
    /// - Throws: ``FileError`` or ``RunLogError`` for a file that is there and cannot be read or understood.
    init(of run: KnownRun, in lab: Lab, now: Double, machine: Machine) throws {
        self.run = run
        directory = lab.runDirectory(run.directory)
        if run.isLongSettled(now: now) { return }
        // Of a run that crashed here, only an exit record written at the last moment can be news.
        let mayChange = try !run.isSettled && (!run.hasCrashedHere || FileStatus(path: directory.exit) != nil)
        if mayChange {
            let observed = try RunObservation(of: directory, at: now, on: machine)
            if let state = observed.state, rule.accepts(state, hasExit: observed.exit != nil) { observation = observed }
        }
        for path in [directory.metrics, directory.systemMetrics] where try hasGrown(path) { logs.append(path) }
        hasArtifacts = try hasGrown(directory.artifactList)
        if !run.hasParameters { configuration = try directory.readConfiguration() }
        if !run.hasStart { start = try StartRecord.read(from: directory) }
    }

    /// Whether there is nothing to write.
    var isEmpty: Bool {
        logs.isEmpty && observation == nil && configuration == nil && start == nil && !hasArtifacts
    }

    private var rule: StateRule {
        StateRule(stored: run.state, source: run.source, isMirrored: run.isMirrored)
    }

    private func hasGrown(_ path: String) throws -> Bool {
        guard let status = try FileStatus(path: path) else { return false }
        let cursor = run.cursors[Self.name(of: path)] ?? .start
        return status.size != cursor.size || status.inode != cursor.inode
    }

    /// The file's name, under which its cursor is kept.
    static func name(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }
}
