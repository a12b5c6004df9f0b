/// A metric's value in a table.
///
/// It shows the last one and carries the smallest and the largest for the script.
package struct MetricCell: Sendable {
    let summary: MetricSummary?
    let format: NumberText.Column

    package var html: HTML {
        guard let summary else { return HTML(.td, [.class("n")], "–") }
        let last = format.text(summary.last)
        let low = summary.min.map(format.text) ?? last
        let high = summary.max.map(format.text) ?? last
        // Where all three are one there is nothing to choose from.
        let values = Set([last, low, high]).count > 1 ? [HTMLAttribute("data-values", "\(last) \(low) \(high)")] : []
        return HTML(.td, [.class("n")] + values, .text(last))
    }
}
