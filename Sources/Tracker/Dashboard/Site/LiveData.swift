/// The parts of a page that may change while it is open, as a script that the page loads when its revision changed.
struct LiveData {
    /// By the id of the element that each replaces.
    let parts: [(id: String, html: HTML)]
    /// The metrics that the page has charts of; nil for a page without charts.
    var metrics: [String]?
    /// The run's data file and its state, for a run's page.
    var run: (source: String, state: String)?

    var script: String {
        var members = [
            "\"parts\":{\(parts.map { "\(ScriptText.string($0.id)):\($0.html.json)" }.joined(separator: ","))}"
        ]
        if let metrics {
            members.append(
                "\"metrics\":[\(metrics.map { ScriptText.string(HTMLEscaping.readBack($0)) }.joined(separator: ","))]"
            )
        }
        if let run {
            members.append("\"src\":\(ScriptText.string(run.source)),\"state\":\(ScriptText.string(run.state))")
        }
        return DataScript.text("live", "{\(members.joined(separator: ","))}")
    }
}
