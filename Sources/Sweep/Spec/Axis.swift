/// One dimension of a sweep.
///
/// Rows are the product of all axes.
public struct Axis: Hashable, Sendable {
    /// What varies along an axis.
    public indirect enum Domain: Hashable, Sendable {
        /// The values of the one key that the axis is named for.
        case values([Cell])
        /// Draws of the one key that the axis is named for; `samples` is nil when the search decides how many.
        case distribution(Distribution, samples: Int?, seed: Int?)
        /// Several keys that move together: each row gives all of them a value.
        case zip(paths: [String], rows: [[Cell]])
        /// Alternatives, each with settings and axes of its own.
        case oneOf([Alternative])
        /// Rows that name their keys themselves.
        case runs([[Setting]])
    }

    /// One way of a `one_of`.
    public struct Alternative: Hashable, Sendable {
        /// Its name, which expressions and rules compare with.
        public let label: String
        /// Where the label stands.
        public let location: SourceLocation
        /// The keys that it sets.
        public let settings: [Setting]
        /// The axes that it adds.
        public let axes: [Axis]
    }

    /// The key that varies, or the name of a zip, a `one_of`, or `runs`.
    public let name: String
    /// Where the name stands.
    public let location: SourceLocation
    /// What varies.
    public let domain: Domain

    /// Whether the name is the axis's own rather than a key of the configuration.
    var isNamed: Bool {
        switch domain {
        case .values, .distribution: false
        case .zip, .oneOf, .runs: true
        }
    }

    /// Every key that the axis can set, in the order of writing, some perhaps twice.
    public var paths: [String] {
        switch domain {
        case .values, .distribution: [name]
        case .zip(let paths, _): paths
        case .oneOf(let alternatives): alternatives.flatMap { $0.settings.map(\.path) + $0.axes.flatMap(\.paths) }
        case .runs(let rows): rows.flatMap { $0.map(\.path) }
        }
    }
}
