import RunLog

/// What a run's directory has that the store lacks, found by looking at sizes and records only.
struct RunNews {
    private(set) var run: KnownRun
    let directory: RunDirectory
    /// The metric logs that have grown or changed.
    private(set) var logs: [String] = []
    /// What the directory tells of the state, where the store would take it.
    private(set) var observation: RunObservation?
    /// The configuration, where the store has none.
    private(set) var configuration: JSONValue?
    /// The start record, where the store has none.
    private(set) var start: StartRecord?
    /// What was written down of the run's making since the last look.
    private(set) var captures: [CaptureRecord] = []
    /// Whether artifacts were registered.
    private(set) var hasArtifacts = false

    /// Records that are there and cannot be read or understood; everything else is taken in all the same.
    private(set) var problems: [String] = []

    /// Whether the directory is another run's than was read, made anew under the same name.
    private(set) var isAnother = false

    /// Looks at a run's directory; with `mayBeAnother` also whether it is still the one that was read.
    init(of known: KnownRun, in lab: Lab, now: Double, machine: Machine, mayBeAnother: Bool) {
        run = known
        directory = lab.runDirectory(known.directory)
        if mayBeAnother { attempt { news in try news.compare() } }
        attempt { news in try news.lookAtState(now: now, machine: machine) }
        for path in [directory.metrics, directory.systemMetrics] {
            attempt { news in if try news.hasGrown(path) { news.logs.append(path) } }
        }
        attempt { news in news.hasArtifacts = try news.hasGrown(news.directory.artifactList) }
        for source in CaptureRecord.Source.allCases {
            attempt { news in
                guard try news.hasGrown(news.directory.capture(of: source)) else { return }
                if let record = try CaptureRecord.read(source, from: news.directory) { news.captures.append(record) }
            }
        }
        if !run.hasParameters {
            attempt { news in news.configuration = try news.directory.readConfiguration() }
        }
        if run.startedAt == nil { attempt { news in news.start = try StartRecord.read(from: news.directory) } }
    }

    private mutating func lookAtState(now: Double, machine: Machine) throws {
        // Of a run that crashed here, only an exit record written at the last moment can be news.
        let mayChange = try !run.isSettled && (!run.hasCrashedHere || FileStatus(path: directory.exit) != nil)
        guard mayChange else { return }
        var observed = try RunObservation(of: directory, at: now, on: machine)
        if observed.state == nil, run.state == .running, try FileStatus(path: directory.path) == nil {
            observed = .gone(directory, at: now)
        }
        if let state = observed.state, rule.accepts(state, hasExit: observed.exit != nil) { observation = observed }
    }

    /// Where a run ended before the start that its directory tells of, somebody ran anew in its place.
    private mutating func compare() throws {
        guard run.isSettled || run.hasCrashedHere, let end = run.finishedAt,
            let start = try StartRecord.read(from: directory)?.startedAt, start > end
        else { return }
        isAnother = true
        run = run.unread
    }

    private mutating func attempt(_ look: (inout RunNews) throws -> Void) {
        do {
            try look(&self)
        } catch {
            problems.append("\(error)")
        }
    }

    /// Whether there is nothing to write.
    var isEmpty: Bool {
        !isAnother && logs.isEmpty && observation == nil && configuration == nil && start == nil && captures.isEmpty
            && !hasArtifacts
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
