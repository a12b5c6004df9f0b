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

    /// Compares runs, at least two; their directories in the lab tell what they were made from.
    ///
    /// - Throws: `FileError` for a record that is there and cannot be read.
    public init(of runs: [Run], in lab: Lab, now: Double) throws {
        self.runs = runs
        let sides = try runs.map { run in try RunSide(run, in: lab, now: now) }
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

    init(_ run: Run, in lab: Lab, now: Double) throws {
        values[.configuration] = run.parameters
        for (name, summary) in run.summaries where !name.hasPrefix("system/") {
            values[.result, default: [:]][name] = .double(summary.last)
        }
        values[.result, default: [:]]["state"] = .string(run.state.rawValue)
        values[.result, default: [:]]["duration"] = RunColumn.duration.value(of: run, now: now)
        values[.environment, default: [:]]["host"] = run.host.map { .string($0) }
        for section in try Self.sections(of: lab.runDirectory(run.directory)) { take(section) }
    }

    /// What the start record and the captures of submitter, wrapper and trainer say; a later one replaces an earlier.
    private static func sections(of directory: RunDirectory) throws -> [JSONValue.Member] {
        var found: [String: JSONValue] = [:]
        for member in try StartRecord.read(from: directory)?.details ?? [] { found[member.key] = member.value }
        for party in ["submitter", "wrapper", "trainer"] {
            guard case .object(let members)? = try RunDirectory("\(directory.path)/capture").readObject("\(party).json")
            else { continue }
            for member in members where member.key != "version" { found[member.key] = member.value }
        }
        return found.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) }
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
