/// All runs of a sweep in one plain table: for a browser without scripts, and for who wants to copy it.
package struct TablePage: Sendable {
    let digest: SweepDigest
    let spans: [Run.ID: Double]

    package var page: PageFrame.Page {
        let path = SitePath.table(digest.name)
        return PageFrame.Page(
            path: path,
            kind: .table,
            title: "All runs of \(UserText.shortened(digest.name, to: 60))",
            trail: [(digest.name, .sweep(digest.name)), ("All runs", path)],
            revision: nil,
            content: [
                HTML(.h1, [], "All runs of ", UserText.isolated(digest.name, limit: 200)),
                HTML(
                    .section,
                    [.class("panel whole"), .ariaLabel("Runs")],
                    RunsTable(digest: digest, spans: spans, page: path).html
                ),
            ]
        )
    }
}
