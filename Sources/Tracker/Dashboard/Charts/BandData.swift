/// The bands of one metric under each of a sweep's groupings, as a script that a page loads when runs are grouped.
package struct BandData: Sendable {
    package let metric: String
    /// By the grouping's key: a band a group, nil where none of its runs has the metric.
    package let bands: [(key: String, groups: [Band?])]

    package init(metric: String, bands: [(key: String, groups: [Band?])]) {
        self.metric = metric
        self.bands = bands
    }

    /// `{"seed": [{"r": runs, "n": points, "x": steps, "m": means, "s": deviations, "l": lowest, "h": highest} …]}`.
    package var script: String {
        let groupings = bands.map { grouping in
            let groups = grouping.groups.map { $0.map(Self.json) ?? "null" }.joined(separator: ",")
            return "\(ScriptText.string(grouping.key)):[\(groups)]"
        }
        return DataScript.text(metric, "{\(groupings.joined(separator: ","))}")
    }

    private static func json(_ band: Band) -> String {
        let list = { (values: [Double]) in
            values.map { $0.isFinite ? ScriptText.number($0) : "null" }.joined(separator: ",")
        }
        return "{\"r\":\(band.runs),\"n\":\(band.points),\"x\":[\(DataScript.differences(band.steps))],"
            + "\"m\":[\(list(band.mean))],\"s\":[\(list(band.deviation))],\"l\":[\(list(band.low))],\"h\":[\(list(band.high))]}"
    }
}
