/// All curves, found by run.
package struct SeriesIndex: Sendable {
    private var curves: [Run.ID: [String: Series]] = [:]

    package init(_ series: [String: [SiteContent.Curve]]) {
        for (metric, list) in series {
            for curve in list where !curve.points.values.isEmpty {
                curves[curve.run, default: [:]][metric] = curve.points
            }
        }
    }

    /// A run's curves by metric; a curve without a point is none.
    package func curves(of run: Run) -> [String: Series] {
        curves[run.id] ?? [:]
    }
}
