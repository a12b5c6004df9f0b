/// What is done with curves.
extension PageExpectation {
    static let curves = [
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
        Self(
            title: "2 a typed y range",
            pointer: [
                .click("document.querySelector('.chart .menu summary')"),
                .see(button("Axis ranges", in: "document.querySelector('.chart')")),
                .click(button("Axis ranges", in: "document.querySelector('.chart')")),
                .see("document.querySelector('.typed')"), .click("document.querySelector('.typed input')"),
                .type("0.5"),
                .press([enter]),
            ],
            keys: [
                .focus(plot), .press(["r"]), .see("document.querySelector('.typed')"), .type("0.5"), .press([enter]),
            ],
            holds: """
                location.hash === '#y=train%2Floss%3A0.5%3A' && ParGo.allCharts[0].drawnRange[0] === 0.5
                && ParGo.charts[0].ready && document.querySelector('.chart .note').textContent.includes('by hand')
                """
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
}
