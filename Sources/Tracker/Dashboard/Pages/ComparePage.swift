/// Where runs are put side by side: an empty page that its script fills with the runs that the address names.
package enum ComparePage {
    package static var page: PageFrame.Page {
        let how = HTML(
            .div,
            [.class("empty")],
            HTML(.p, [], HTML(.strong, [], "No runs chosen yet.")),
            HTML(
                .p,
                [],
                "On a sweep's page, leave only the runs in the charts that you want to see here, and press ",
                HTML(.strong, [], "Compare"),
                ". Or name them in the address: ",
                HTML(.code, [], "compare.html#runs=3,7")
            ),
            HTML(.noscript, [], HTML(.p, [], "Comparing needs JavaScript. Each run's own page does not."))
        )
        return PageFrame.Page(
            path: .compare,
            kind: .compare,
            title: "Compare runs",
            trail: [("Compare", .compare)],
            revision: nil,
            content: [HTML(.h1, [], "Compare runs"), HTML(.div, [.id("compared")], how)]
        )
    }
}
