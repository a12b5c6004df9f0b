import Expressions

/// Finds keys that a spec sets in two places at once.
struct ConflictCheck {
    let log: DiagnosticLog
    private var owners: [String: (what: String, place: SourceLocation)] = [:]

    init(log: DiagnosticLog) {
        self.log = log
    }

    mutating func check(fixed: [Setting], axes: [Axis], seeds: YAMLKey?) {
        for setting in fixed where seeds != nil && setting.path == "seed" {
            log.error("'seed' is fixed, but 'seeds' gives each trial its own", at: setting.location)
        }
        let fixedPlaces = Dictionary(fixed.map { ($0.path, $0.location) }) { first, _ in first }
        for axis in axes {
            check(axis, fixedPlaces)
            checkInside(axis)
            if seeds != nil, axis.paths.contains("seed") {
                log.error(
                    "'seed' is set by the axis '\(axis.name)', but 'seeds' gives each trial its own",
                    at: axis.location
                )
            }
        }
        checkNames(axes)
        checkPrefixes(fixed, axes)
    }

    private mutating func check(_ axis: Axis, _ fixed: [String: SourceLocation]) {
        let mayOverride: Bool
        switch axis.domain {
        case .oneOf, .runs: mayOverride = true
        case .values, .distribution, .zip: mayOverride = false
        }
        var seen: Set<String> = []
        for path in axis.paths where seen.insert(path).inserted {
            if let place = fixed[path], !mayOverride {
                log.error("'\(path)' is an axis here, but fixed at \(place)", at: axis.location)
            }
            if let owner = owners[path] {
                log.error(
                    "'\(path)' is set by two axes: '\(axis.name)' and '\(owner.what)' (\(owner.place))",
                    at: axis.location
                )
            } else {
                owners[path] = (axis.name, axis.location)
            }
        }
    }

    /// Within one alternative, or one zip, a key may be set once.
    private func checkInside(_ axis: Axis) {
        guard case .oneOf(let alternatives) = axis.domain else { return }
        for alternative in alternatives {
            var seen: Set<String> = []
            let places =
                alternative.settings.map { ($0.path, $0.location) }
                + alternative.axes.flatMap { inner in Set(inner.paths).sorted().map { ($0, inner.location) } }
            for (path, place) in places where !seen.insert(path).inserted {
                log.error("'\(path)' is set twice in the alternative '\(alternative.label)'", at: place)
            }
            for inner in alternative.axes { checkInside(inner) }
        }
    }

    private func checkNames(_ axes: [Axis]) {
        var seen: [String: SourceLocation] = [:]
        for axis in axes.flatMap(\.namedAxes) {
            if let place = seen[axis.name] {
                log.error("two axes are named '\(axis.name)' (the first at \(place))", at: axis.location)
            } else if owners[axis.name] != nil {
                log.error("'\(axis.name)' is both a key and the name of an axis", at: axis.location)
            }
            seen[axis.name] = axis.location
        }
    }

    /// Without a schema nothing else tells that `lr` cannot be a value and hold `lr.max` too.
    private func checkPrefixes(_ fixed: [Setting], _ axes: [Axis]) {
        var places = Dictionary(fixed.map { ($0.path, $0.location) }) { first, _ in first }
        for axis in axes {
            for path in axis.paths where places[path] == nil { places[path] = axis.location }
        }
        for (path, place) in places.sorted(by: { $0.key < $1.key }) {
            let parts = path.split(separator: ".")
            for length in parts.indices.dropFirst() {
                let prefix = parts[..<length].joined(separator: ".")
                guard places[prefix] != nil else { continue }
                log.error("'\(path)' lies inside '\(prefix)', which has a value itself", at: place)
            }
        }
    }
}

extension Axis {
    /// This axis and those inside it that have names of their own.
    fileprivate var namedAxes: [Axis] {
        switch domain {
        case .values, .distribution, .runs: []
        case .zip: [self]
        case .oneOf(let alternatives): [self] + alternatives.flatMap { $0.axes.flatMap(\.namedAxes) }
        }
    }
}
