public import RunLog

/// What differs between runs: nothing that all of them have alike is in it.
public struct RunDifference: Sendable {
    /// What a difference is about.
    public enum Section: String, CaseIterable, Sendable {
        /// The resolved configuration.
        case configuration
        /// Commit, branch and uncommitted changes.
        case code
        /// How it was started: arguments, variables, machine.
        case environment
        /// What was installed.
        case packages
        /// State, duration and metrics.
        case result
    }

    /// One thing that differs.
    public struct Line: Hashable, Sendable {
        /// What it is about.
        public let section: Section
        /// Its name, such as `projector.depth` or `numpy`.
        public let name: String
        /// What each run has; nil for nothing.
        public let values: [JSONValue?]
    }

    /// The runs, in the order in which they were named.
    public let runs: [Run]
    /// What differs, section by section, by name within each.
    public let lines: [Line]

    /// Compares runs, at least two, by what the store has of them: a store that was exported is enough.
    ///
    /// - Throws: ``StoreError``.
    public init(of runs: [Run], in store: Store, now: Double) throws {
        self.runs = runs
        let sides = try runs.map { run in try RunSide(run, in: store, now: now) }
        lines = Section.allCases.flatMap { section in
            let all = sides.map { $0.values[section] ?? [:] }
            let names = Set(all.flatMap(\.keys)).sorted()
            return names.compactMap { name -> Line? in
                let values = all.map { $0[name] }
                let isSame = values.dropFirst().allSatisfy { $0 == values[0] }
                return isSame ? nil : Line(section: section, name: name, values: values)
            }
        }
    }
}

/// All that is known of one run, by section and name.
private struct RunSide {
    /// What differs between any two runs and means nothing.
    private static let passing: Set = ["host.uptime", "pid", "directory", "problems", "tags", "notes"]

    private(set) var values: [RunDifference.Section: [String: JSONValue]] = [:]

    init(_ run: Run, in store: Store, now: Double) throws {
        values[.configuration] = run.parameters.dictionary
        for (name, summary) in run.summaries where !name.hasPrefix("system/") {
            values[.result, default: [:]][name] = .double(summary.last)
        }
        values[.result, default: [:]]["state"] = .string(run.state.rawValue)
        values[.result, default: [:]]["duration"] = RunColumn.duration.value(of: run, now: now)
        values[.environment, default: [:]]["host"] = run.host.map { .string($0) }
        for section in try Self.sections(of: run, in: store) { take(section) }
    }

    /// What was captured of the run and, where its directory is here, what its start record says besides.
    private static func sections(of run: Run, in store: Store) throws -> [JSONValue.Member] {
        let captured = try store.capture(of: run.id).sections.filter { $0.key != "version" }
        let names = Set(captured.map(\.key))
        // A record that cannot be read was reported when it was to be taken in.
        let start = store.lab.isFile ? nil : try? StartRecord.read(from: store.lab.runDirectory(run.directory))
        return (start?.details ?? []).filter { !names.contains($0.key) } + captured
    }

    private mutating func take(_ section: JSONValue.Member) {
        switch section.key {
        case "git": add(section.value, under: "", to: .code)
        case "packages", "python": add(section.value, under: section.key == "python" ? "python" : "", to: .packages)
        default: add(section.value, under: section.key, to: .environment)
        }
    }

    private mutating func add(_ value: JSONValue, under prefix: String, to section: RunDifference.Section) {
        for leaf in value.leaves {
            let name = [prefix, leaf.key].filter { !$0.isEmpty }.joined(separator: ".")
            if !Self.passing.contains(name) { values[section, default: [:]][name] = leaf.value }
        }
    }
}
