import Foundation
import TestSupport
import Testing
import Tracker

/// The plots of a whole sweep, groups, and runs side by side.
@Suite(.serialized, .needsChromium, .browser)
struct PlotBrowserTests {
    private let browser: Browser
    private let site: URL

    init() throws {
        (browser, site) = try BrowserTrait.opened(height: 4000)
    }

    private func openSweep(_ state: String = "") throws {
        try browser.open("assets/icon.svg", of: site)
        try browser.open("sweep/tokens.html\(state)", of: site)
        try browser.charts()
        try browser.explore()
    }

    @Test func aBrushChoosesRunsOnTheWholePage() throws {
        try openSweep()
        let box: [Double] = try browser.run(
            """
            const box = ParGo.parallel.canvas.getBoundingClientRect(), n = ParGo.parallel.axes.length - 1;
            return [box.x + ParGo.parallel.place(n), box.y + ParGo.parallel.y(1), box.y + ParGo.parallel.y(.8)];
            """
        )
        try browser.mouse([(box[0], box[1]), (box[0], (box[1] + box[2]) / 2), (box[0], box[2])], isDrag: true)
        #expect(try browser.waits(for: "ParGo.charts[0].series < 8"))
        #expect(try browser.waits(for: "location.hash.includes('brush=')"))
        #expect(try browser.run("return [...ParGo.runs.values()].filter(run => run.brushed).length", as: Int.self) > 4)
        // Escape, on the plot, lets them all back.
        try browser.perform("ParGo.parallel.canvas.focus()")
        try browser.press("\u{E00C}")
        #expect(try browser.waits(for: "ParGo.charts[0].series === \(FixtureLab.tokensWithLoss)"))
        #expect(try browser.consoleErrors() == [])
    }

    @Test func rangesCanBeTypedInsteadOfDragged() throws {
        try openSweep("#brush=params.projector.depth%3A6%3A6")
        #expect(try browser.waits(for: "ParGo.charts[0].series === 4"))
        try browser.perform("ParGo.parallel.menu.open = true")
        #expect(try browser.waits(for: "document.querySelector('.ranges input')"))
        try browser.perform(
            """
            const low = document.querySelector('.ranges input[aria-label="Lowest of projector.depth"]');
            low.value = 4;
            low.dispatchEvent(new Event('change'));
            """
        )
        #expect(try browser.waits(for: "ParGo.charts[0].series === 8"))
        // Axes move by buttons too.
        let order = "return ParGo.parallel.axes.map(axis => axis.column.key)"
        let before: [String] = try browser.run(order)
        try browser.perform("document.querySelector('.ranges button[aria-label^=\"Move\"][aria-label$=right]').click()")
        let after: [String] = try browser.run(order)
        #expect(after.prefix(2) == [before[1], before[0]])
    }

    @Test func keysWalkTheRunsOfEachPlot() throws {
        try openSweep()
        for plot in ["parallel", "scatter", "history"] {
            try browser.perform("ParGo.focus(null); ParGo.\(plot).canvas.focus()")
            try browser.press("\u{E015}")
            #expect(try browser.run("return ParGo.focused !== null", as: Bool.self), "\(plot)")
        }
        #expect(try browser.run("return document.querySelectorAll('.heat tbody tr').length", as: Int.self) == 2)
    }

    @Test func groupsAreDrawnAsMeansWithBandsOfAllPoints() throws {
        try openSweep("#group=projector.depth")
        let charts = try browser.charts()
        #expect(charts[0].series == 3)
        let first: [Double] = try browser.run(
            "const one = ParGo.allCharts[0].curves[0]; return [one.runs, one.count, one.y[0], one.band.sd[0][0], one.band.range[1][0]]"
        )
        // The figures of Swift, on all points and not on those that are drawn.
        let curves = try #require(FixtureLab.content.series["train/loss"]).filter { (1...4).contains($0.run) }
        let band = Band(curves.map(\.points))
        let expected = [4, Double(band.points), band.mean[0], band.mean[0] - band.deviation[0], band.high[0]]
        for (got, wanted) in zip(first, expected) { #expect(abs(got - wanted) < 1e-5) }
        #expect(try browser.run("return document.querySelectorAll('#runs tbody tr').length", as: Int.self) == 3)
        #expect(
            try browser.run("return document.querySelector('#runs tbody').textContent.includes('±')", as: Bool.self)
        )
        // No figure is cut off.
        let cut =
            "return [...document.querySelectorAll('#runs tbody :is(td.n, bdi)')].filter(one => one.scrollWidth > one.clientWidth + 1 && one.clientWidth).map(one => one.textContent)"
        #expect(try browser.run(cut, as: [String].self) == [])
    }

    @Test func curvesCanStandOverAnyMetricAndOnALogarithmicAxis() throws {
        try openSweep("#x=train%2Flr&logx=1")
        let charts = try browser.charts()
        #expect(charts[0].axis == "train/lr" && charts[0].series > 5)
        #expect(try browser.run("return ParGo.allCharts[0].frame.logx", as: Bool.self))
        #expect(try browser.consoleErrors() == [])
    }

    @Test func aChartIsSavedAsItIsSeen() throws {
        try openSweep()
        let svg: String = try browser.run("return ParGo.lazy('Export').then(() => ParGo.chartSVG(ParGo.allCharts[0]))")
        #expect(svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\"") && svg.contains(">train/loss</text>"))
        #expect(svg.matches(of: #/<path /#).count > FixtureLab.tokensWithLoss)
        #expect(try Markup.isWellFormed(svg))
        let csv: String = try browser.run("return ParGo.tableCSV(ParGo.table)")
        #expect(csv.split(separator: "\r\n").count == 14 && csv.hasPrefix("run,state,params.optimizer.lr"))
    }

    @Test func oneValueARunIsABar() throws {
        try openSweep()
        try browser.perform(
            """
            const chart = ParGo.allCharts[0];
            for (const curve of chart.curves) for (const key of ['y']) curve[key] = curve[key].slice(0, 1);
            for (const curve of chart.curves) curve.x = { step: curve.x.step.slice(0, 1) };
            chart.draw();
            """
        )
        #expect(try browser.run("return ParGo.allCharts[0].bars.length", as: Int.self) == FixtureLab.tokensWithLoss)
        #expect(
            try browser.run("return ParGo.allCharts[0].plot.getAttribute('aria-label')", as: String.self)
                .hasPrefix("Bar chart")
        )
    }

    @Test func runsStandSideBySide() throws {
        try browser.open("assets/icon.svg", of: site)
        try browser.open("compare.html#runs=1,6,404", of: site)
        let charts = try browser.charts()
        #expect(charts[0].metric == "train/loss" && charts[0].series == 2)
        let text: String = try browser.run("return document.querySelector('main').textContent")
        #expect(text.contains("No such run in this dashboard: 404"))
        // Only what differs is in the first table.
        let names: [String] = try browser.run(
            "return [...document.querySelector('.settings').querySelectorAll('tbody th')].map(one => one.textContent)"
        )
        #expect(names == ["optimizer.lr", "projector.depth"])
        #expect(try browser.consoleErrors().filter { !$0.contains("404.js") } == [])
    }
}

private enum Markup {
    /// Whether every element that opens is closed, in order.
    static func isWellFormed(_ text: String) throws -> Bool {
        var open: [Substring] = []
        for match in text.matches(of: #/<(/?)([A-Za-z]+)(?:"[^"]*"|[^">])*?(/?)>/#) where match.3.isEmpty {
            if match.1.isEmpty { open.append(match.2) } else if open.popLast() != match.2 { return false }
        }
        return open.isEmpty
    }
}
