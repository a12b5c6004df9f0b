import Testing

/// Something that people expect of a dashboard, done by hand on the page of a sweep: with the pointer, and with keys alone.
struct PageExpectation: Sendable, CustomTestStringConvertible {
    let title: String
    /// What the address says, with its `#`.
    var address = ""
    let pointer: [Gesture]
    let keys: [Gesture]
    /// What is then true on the page.
    let holds: String

    var testDescription: String { title }
    /// Whether it is about the plots of the whole sweep, which come when somebody is near them.
    var isOfPlots: Bool { holds.contains("brush=") || title.contains("in the plot") }

    private static let plot = "ParGo.allCharts[0].plot"
    private static let drawn = "\(FixtureLab.tokensWithLoss)"
    private static let (enter, right, down, escape) = ("\u{E007}", "\u{E014}", "\u{E015}", "\u{E00C}")

    private static func button(_ text: String, in place: String = "document") -> String {
        "[...\(place).querySelectorAll('button')].find(one => one.textContent.startsWith('\(text)'))"
    }
    private static func select(_ label: String) -> String {
        "[...document.querySelectorAll('label')].find(one => one.textContent.startsWith('\(label)')).querySelector('select')"
    }
    private static func head(_ key: String) -> String {
        "document.querySelector('#runs th[data-key=\"\(key)\"] button')"
    }
    /// From one part of the first chart to another, as shares of its width.
    private static func across(_ from: Double, _ to: Double) -> String {
        "(box => [\(from), \(to)].map(share => [box.x + share * box.width, box.y + box.height / 2]))(\(plot).getBoundingClientRect())"
    }
    private static func place(_ share: Double) -> String { "\(across(share, share))[0]" }

    /// A choice from a list: the list is opened or reached, and its next entry taken.
    private static func choice(_ title: String, _ label: String, address: String = "", holds: String) -> Self {
        Self(
            title: title,
            address: address,
            pointer: [.click(select(label)), .press([down, enter])],
            keys: [.focus(select(label)), .press([down])],
            holds: holds
        )
    }
    private static func toggle(_ title: String, _ text: String, holds: String) -> Self {
        Self(title: title, pointer: [.click(button(text))], keys: [.focus(button(text)), .press([" "])], holds: holds)
    }
    /// An entry of the first chart's menu.
    private static func save(_ title: String, _ entry: String, type: String) -> Self {
        let menu = "document.querySelector('.chart .menu summary')"
        let item = button(entry, in: "document.querySelector('.chart .menu')")
        return Self(
            title: title,
            pointer: [.click(menu), .see(item), .click(item)],
            keys: [.focus(menu), .press([enter]), .see(item), .focus(item), .press([enter])],
            holds: "window.saved?.type.startsWith('\(type)') && window.saved.size > 300"
        )
    }

    static let all: [Self] = curves + runs + plots + page

    private static let curves = [
        Self(
            title: "1 smoothing",
            pointer: [.click("document.getElementById('smooth')")],
            keys: [.focus("document.getElementById('smooth')"), .press([right, right, right])],
            holds: "ParGo.view.smooth > 0 && location.hash.includes('smooth=') && ParGo.charts[0].ready"
        ),
        choice("2 x by time", "x", holds: "ParGo.charts[0].axis === 'time' && location.hash === '#x=time'"),
        toggle("2 logarithmic x", "log x", holds: "ParGo.allCharts[0].frame.logx && location.hash.includes('logx=1')"),
        Self(
            title: "2 logarithmic y",
            pointer: [.click("ParGo.allCharts[0].logButton")],
            keys: [.focus(plot), .press(["l"])],
            holds: "ParGo.charts[0].log && location.hash.includes('log=train')"
        ),
        toggle("2 outliers", "Clip outliers", holds: "ParGo.view.clip && location.hash.includes('clip=1')"),
        Self(
            title: "9 one cross on all charts",
            pointer: [.move(place(0.5))],
            keys: [.focus(plot), .press([right, right, right])],
            holds: """
                ParGo.cursor.x !== null && !ParGo.allCharts[0].tip.hidden && ParGo.allCharts.filter(one => one.seen && one.fits && one.frame).length > 1
                && ParGo.allCharts.filter(one => one.seen && one.fits && one.frame).every(one => one.top)
                """
        ),
        Self(
            title: "11 a closer look",
            pointer: [.drag(across(0.3, 0.6))],
            keys: [.focus(plot), .press(["+"])],
            holds: "ParGo.charts[0].zoom && !ParGo.charts[1].zoom && !ParGo.allCharts[0].reset.hidden"
        ),
        Self(
            title: "11 back to everything",
            pointer: [
                .drag(across(0.3, 0.6)), .see("ParGo.charts[0].zoom"), .click(place(0.5), times: 2),
            ],
            keys: [.focus(plot), .press(["+"]), .see("ParGo.charts[0].zoom"), .press(["0"])],
            holds: "!ParGo.charts[0].zoom && document.getElementById('said').textContent === 'Showing everything'"
        ),
        Self(
            title: "11 all charts closer together",
            pointer: [.click(button("Link zoom")), .drag(across(0.3, 0.6))],
            keys: [.focus(button("Link zoom")), .press([" "]), .focus(plot), .press(["+"])],
            holds: "ParGo.charts.every(one => one.zoom)"
        ),
        save("13 a picture", "Save as PNG", type: "image/png"),
        save("13 a drawing", "Save as SVG", type: "image/svg"),
        save("13 a chart's figures", "Save as CSV", type: "text/csv"),
    ]

    private static let runs = [
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
                .click("document.querySelector('.picks input:not(:checked)')"),
            ],
            keys: [
                .focus("ParGo.table.picker.querySelector('summary')"), .press([enter]),
                .see("document.querySelector('.picks input')"),
                .focus("document.querySelector('.picks input:not(:checked)')"), .press([" "]),
            ],
            holds: "location.hash.startsWith('#cols=')"
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

    private static let plots = [
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
    ]

    private static let page = [
        Self(
            title: "10 find metrics",
            pointer: [.click("document.querySelector('input[placeholder=\"Find metrics\"]')"), .type("loss")],
            keys: [.focus("document.querySelector('input[placeholder=\"Find metrics\"]')"), .type("loss")],
            holds:
                "[...document.querySelectorAll('.chart[data-metric]')].every(one => one.hidden === !one.dataset.metric.includes('loss')) && location.hash === '#m=loss'"
        ),
        Self(
            title: "14 the theme",
            address: "#theme=dark",
            pointer: [.click("document.getElementById('theme')")],
            keys: [.press(["t"])],
            holds: "!document.documentElement.dataset.theme && !location.hash"
        ),
        Self(
            title: "14 help",
            pointer: [.click("document.querySelector('[aria-label=Help]')")],
            keys: [.press(["?"])],
            holds: "document.querySelector('dialog').open"
        ),
    ]
}
