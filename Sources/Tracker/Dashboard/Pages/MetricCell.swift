/// A metric's last value in a table.
package struct MetricCell: Sendable {
    let summary: MetricSummary?
    let format: NumberText.Column

    package var html: HTML {
        HTML(.td, [.class("n")], .text(summary.map { format.text($0.last) } ?? "–"))
    }
}
