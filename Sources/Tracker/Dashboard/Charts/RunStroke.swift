/// How a run's lines look on every page: one of ten colours and one of four dash patterns, so that colour is never
/// the only difference.
package struct RunStroke: Hashable, Sendable {
    /// 0 to 9; the stylesheet's `c0` to `c9`.
    package let color: Int
    /// 0 to 3: solid, dashed, dotted, dash-dot; the stylesheet's `d0` to `d3`.
    package let dash: Int

    package static let colors = 10
    package static let dashes = 4

    /// Both classes, for an element that shows the run.
    package var classes: String { "c\(color) d\(dash)" }

    /// The strokes of a sweep's runs.
    ///
    /// A run prefers the colour that its hash names, and takes the next of the least used ones when that is taken: ten
    /// runs have ten colours. Runs choose in order of id, so that a later run changes nobody's colour.
    package static func assigned(to runs: [Run]) -> [Run.ID: RunStroke] {
        var uses = [Int](repeating: 0, count: colors)
        var strokes: [Run.ID: RunStroke] = [:]
        for run in runs.sorted(by: { $0.id < $1.id }) {
            let preferred = Int(ContentHash("\(run.key)/\(run.stage)/\(run.attempt)").mixed % UInt64(colors))
            let fewest = uses.min() ?? 0
            let color = (0..<colors).map { (preferred + $0) % colors }.first { uses[$0] == fewest } ?? preferred
            strokes[run.id] = RunStroke(color: color, dash: uses[color] % dashes)
            uses[color] += 1
        }
        return strokes
    }
}
