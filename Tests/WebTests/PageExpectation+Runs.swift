/// What is done with the table of runs, and with the plots of all of them.
extension PageExpectation {
    private static let row = "document.querySelector('tr[data-run=\"3\"]')"
    private static let step = "document.querySelector('.picks input[type=number]')"

    static let runs = [
        Self(
            title: "3 hide a run",
            pointer: [.click("document.querySelector('tr[data-run=\"3\"] input')")],
            keys: [.focus("document.querySelector('tr[data-run=\"3\"] input')"), .press([" "])],
            holds: "ParGo.charts[0].series === \(drawn) - 1 && location.hash === '#hide=3'"
        ),
        Self(
            title: "3 only this run",
            pointer: [.click("document.querySelector('.legend button')", alt: true)],
            keys: [.focus(plot), .press([right, enter])],
            holds: "ParGo.charts[0].series === 1 && location.hash.startsWith('#only=')"
        ),
        Self(
            title: "3 a row and its curve",
            pointer: [.move("document.querySelector('tr[data-run=\"3\"] a')")],
            keys: [.press(["j", "j", "j"])],
            holds: "ParGo.focused === '3' && document.querySelector('tr[data-run=\"3\"]').classList.contains('focus')"
        ),
        choice(
            "4 groups with the number of their runs",
            "Group",
            holds:
                "ParGo.groups.size > 1 && /\\(\\d+\\)/.test(document.querySelector('#runs tbody th').textContent) && ParGo.charts[0].series > 1"
        ),
        Self(
            title: "5 sort",
            pointer: [.click(head("metrics.eval/mme.last"))],
            keys: [.focus(head("metrics.eval/mme.last")), .press([enter])],
            holds: "document.querySelector('#runs tbody a').textContent === 'trial 6'"
        ),
        choice(
            "5 the lowest instead of the last",
            "Metrics show",
            holds: "ParGo.table.stat === 'min' && location.hash === '#stat=min'"
        ),
        Self(
            title: "5 filter",
            pointer: [.click("document.getElementById('filter')"), .type("state = running")],
            keys: [.press(["/"]), .type("state = running")],
            holds: "ParGo.table.items.length === 2 && ParGo.charts[0].series === 2"
        ),
        Self(
            title: "5 words with a quote",
            pointer: [.click("document.getElementById('filter')"), .type("trial \"1")],
            keys: [.press(["/"]), .type("trial \"1")],
            holds: "ParGo.query && ParGo.table.found.textContent.includes('never closed')"
        ),
        Self(
            title: "5 columns",
            pointer: [
                .click("ParGo.table.picker.querySelector('summary')"), .see("document.querySelector('.picks input')"),
                .click("document.querySelector('.picks input[type=checkbox]:not(:checked)')"),
            ],
            keys: [
                .focus("ParGo.table.picker.querySelector('summary')"), .press([enter]),
                .see("document.querySelector('.picks input')"),
                .focus("document.querySelector('.picks input[type=checkbox]:not(:checked)')"), .press([" "]),
            ],
            holds: "location.hash.startsWith('#cols=')"
        ),
        Self(
            title: "5 a run pinned above the others",
            pointer: [.move(row + ".querySelector('a')"), .click(row + ".querySelector('.pin')")],
            keys: [.press(["j", "j", "j", "p"])],
            holds: "location.hash === '#pin=3' && document.querySelector('#runs .pins tr')?.dataset.run === '3'"
        ),
        Self(
            title: "5 a metric at a step",
            pointer: [
                .click("ParGo.table.picker.querySelector('summary')"), .see(step), .click(step), .type("500"),
                .click(button("Add the column")),
            ],
            keys: [
                .focus("ParGo.table.picker.querySelector('summary')"), .press([enter]), .see(step), .focus(step),
                .type("500"), .press([enter]),
            ],
            holds: """
                location.hash.startsWith('#cols=') && document.querySelector('#runs thead').textContent.includes('train/loss@500')
                """
        ),
        Self(
            title: "8 side by side",
            pointer: [.click("document.getElementById('compare')")],
            keys: [.press(["c"])],
            holds: "location.pathname.endsWith('compare.html') && document.querySelectorAll('.compared li').length > 5"
        ),
        Self(
            title: "13 the table's figures",
            pointer: [.click(button("Save CSV"))],
            keys: [.focus(button("Save CSV")), .press([enter])],
            holds: "window.saved?.type.startsWith('text/csv')"
        ),
    ]

    /// Where the plot shows a run, on the screen.
    private static func mark(_ plot: String, _ place: String) -> String {
        """
        (plot => {
          plot.figure.scrollIntoView();
          const box = plot.canvas.getBoundingClientRect(), [x, y] = \(place);
          return [box.x + x, box.y + y];
        })(ParGo.\(plot))
        """
    }
    private static func walk(_ plot: String, _ place: String) -> Self {
        Self(
            title: "7 a run in the plot \(plot)",
            pointer: [.move(mark(plot, place))],
            keys: [.focus("ParGo.\(plot).canvas"), .press([down])],
            holds: "ParGo.focused !== null && (!ParGo.\(plot).tip || ParGo.\(plot).tip.textContent.includes('trial'))"
        )
    }
    private static let lastAxis = "ParGo.parallel.axes.length - 1"
    private static let lowest = "document.querySelector('.ranges input[aria-label=\"Lowest of projector.depth\"]')"

    private static func right(of axis: Int) -> String {
        "document.querySelectorAll('.ranges tbody tr')[\(axis)]?.querySelector('button[aria-label$=right]')"
    }

    static let plots = [
        walk("parallel", "[plot.place(0), plot.y(plot.axes[0].place(0))]"),
        walk("scatter", "plot.at(plot.placed[0])"),
        walk("history", "plot.at(plot.placed[0])"),
        Self(
            title: "6 choose runs on an axis",
            pointer: [
                .drag(
                    """
                    (box => [1, .9, .8].map(share => [box.x + ParGo.parallel.place(\(lastAxis)), box.y + ParGo.parallel.y(share)]))
                      (ParGo.parallel.canvas.getBoundingClientRect())
                    """
                )
            ],
            keys: [
                .focus("ParGo.parallel.menu.querySelector('summary')"), .press([enter]), .see(lowest),
                .focus(lowest), .type("6"), .press([enter]),
            ],
            holds: "location.hash.includes('brush=') && ParGo.charts[0].series < \(drawn)"
        ),
        Self(
            title: "6 move an axis",
            pointer: [
                .drag(
                    """
                    (box => [0, .6, 1].map(n => [box.x + ParGo.parallel.place(n), box.y + 12]))(ParGo.parallel.canvas.getBoundingClientRect())
                    """
                )
            ],
            keys: [
                .focus("ParGo.parallel.menu.querySelector('summary')"), .press([enter]), .see(right(of: 0)),
                .focus(right(of: 0)), .press([enter]),
            ],
            holds: "location.hash.startsWith('#axes=params.projector.depth%2Cparams.optimizer.lr%2C')"
        ),
    ]
}
