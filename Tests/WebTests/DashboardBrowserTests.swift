import Foundation
import TestSupport
import Testing
import Tracker

/// The built dashboard in a real browser, from `file://`, as its readers open it.
@Suite(.serialized, .needsChromium, .browser)
struct DashboardBrowserTests {
    private let browser: Browser
    private let site: URL

    init() throws {
        (browser, site) = try BrowserTrait.opened(height: 5000)
        // The page that Chromium opens by itself has requests that are not ours.
        _ = try browser.requests()
    }

    /// One of each kind, and what is odd about some.
    static let pages = [
        "index.html", "cluster.html", "compare.html", "compare.html#runs=1,6,9", "sweep/tokens.html",
        "sweep/lora-rank.html",
        "run/9.html", "run/11.html", "run/12.html", "ablation/tokens/depth.yaml.html",
    ]

    private func open(_ page: String) throws {
        // A page whose address differs after # only would not load again.
        try browser.open("assets/icon.svg", of: site)
        try browser.open(page, of: site)
    }

    @Test func everyPageLoadsWithoutAnErrorAndAsksForNothingElsewhere() throws {
        for page in Self.pages {
            try open(page)
            if page.contains("/"), page != "run/12.html", !page.hasPrefix("ablation/") { try browser.charts() }
            if page.hasPrefix("sweep/") { try browser.explore() }
        }
        #expect(try browser.consoleErrors() == [])
        let requests = try browser.requests()
        #expect(requests.count > 20)
        #expect(requests.filter { !$0.hasPrefix(site.absoluteString) } == [])
    }

    @Test func drawsACurveForEveryRun() throws {
        try open("sweep/tokens.html")
        try browser.perform("document.querySelectorAll('details').forEach(one => one.open = true)")
        let charts = try browser.charts(all: true)
        #expect(charts.map(\.metric).prefix(2) == ["train/loss", "train/grad_norm"])
        #expect(charts.allSatisfy { $0.ready && $0.seen })
        for (metric, curves) in FixtureLab.content.series {
            let runs = curves.filter { $0.run < 20 }
            let chart = try #require(charts.first { $0.metric == metric })
            #expect(chart.series == runs.count, "\(metric)")
            // Decimated, never to more than a thousand points a run.
            #expect(chart.points == runs.reduce(0) { $0 + min(1000, $1.points.values.count) } || chart.points > 900 * 8)
        }
        // The script's canvases have taken the place of the overviews.
        #expect(try browser.run("return document.querySelectorAll('.overview').length") == 0)
    }

    @Test func sortsByAColumnWithMissingValuesLast() throws {
        try open("sweep/tokens.html")
        try browser.charts()
        let sort = """
            document.querySelector('th[data-key="metrics.eval/mme.last"] button').click();
            return [document.querySelector('th[data-key="metrics.eval/mme.last"]').ariaSort,
              ...[...document.querySelectorAll('#runs tbody th a')].map(link => link.textContent)];
            """
        let down: [String] = try browser.run(sort)
        #expect(down.prefix(2) == ["descending", "trial 6"])
        #expect(Set(down.suffix(2)) == ["trial 9", "trial 12"])
        let up: [String] = try browser.run(sort)
        #expect(up.prefix(2) == ["ascending", "trial 10"])
        #expect(Set(up.suffix(2)) == ["trial 9", "trial 12"])
        #expect(try browser.waits(for: "location.hash === '#sort=metrics.eval%2Fmme.last%2Cascending'"))
    }

    private let rows = "return [...document.querySelectorAll('#runs tbody th a')].map(row => row.textContent)"

    @Test func filtersRowsAndCurvesTogether() throws {
        try open("sweep/tokens.html#q=projector.depth+%3D+4+and+optimizer.lr+%3C+0.0002")
        #expect(try browser.waits(for: "ParGo.query && ParGo.charts[0].series === 2"))
        try browser.press("/")
        #expect(try browser.run("return document.activeElement.id") == "filter")
        try browser.perform(
            """
            const box = document.activeElement;
            box.value = 'state = running';
            box.dispatchEvent(new Event('input'));
            """
        )
        #expect(try browser.waits(for: "ParGo.table.items.length === 2"))
        #expect(try browser.charts()[0].series == 2)
        #expect(try browser.run(rows) == ["trial 10 · attempt 2", "trial 11"])
        // What is no condition is looked for as words; a mistake is named.
        try browser.perform("ParGo.table.text = 'attempt trial'; ParGo.table.rebuild()")
        #expect(try browser.run(rows) == ["trial 10 · attempt 2"])
        try browser.perform("ParGo.table.text = 'optimiser.lr > 1'; ParGo.table.rebuild()")
        #expect(
            try browser.run("return ParGo.table.found.textContent", as: String.self)
                .contains("unknown name 'optimiser.lr'")
        )
    }

    @Test func hidesARunEverywhereAndKeepsThatInTheAddress() throws {
        try open("sweep/tokens.html")
        try browser.charts()
        try browser.perform("document.querySelector('tr[data-run=\"3\"] input').click()")
        #expect(try browser.charts()[0].series == FixtureLab.tokensWithLoss - 1)
        #expect(try browser.waits(for: "location.hash === '#hide=3'"))
        #expect(try browser.run("return [...document.querySelectorAll('.legend [aria-pressed=false]')].length") == 1)
        try open("sweep/tokens.html#hide=3,4")
        #expect(try browser.charts()[0].series == FixtureLab.tokensWithLoss - 2)
        try open("sweep/tokens.html#only=3,4")
        #expect(try browser.charts()[0].series == 2)
    }

    @Test func picksColumnsAndKeepsThemInTheAddress() throws {
        try open("sweep/tokens.html#cols=state,evidence,metrics.train%252Floss.last")
        try browser.charts()
        let heads = "return [...document.querySelectorAll('#runs thead th')].map(head => head.dataset.key)"
        #expect(try browser.run(heads) == ["run", "state", "evidence", "metrics.train/loss.last"])
        try browser.perform("ParGo.table.picker.open = true")
        #expect(try browser.waits(for: "document.querySelector('.picks label')"))
        try browser.perform(
            "[...document.querySelectorAll('.picks label')].find(one => one.textContent === 'host').querySelector('input').click()"
        )
        #expect(try browser.run(heads, as: [String].self).last == "host")
        #expect(try browser.waits(for: "location.hash.includes('host')"))
    }

    @Test func switchesTheThemeAndRemembersIt() throws {
        try open("sweep/tokens.html#theme=light")
        try browser.charts()
        let ground = "return getComputedStyle(document.documentElement).backgroundColor"
        #expect(try browser.run(ground) == "rgb(246, 246, 244)")
        try browser.perform("document.getElementById('theme').click()")
        #expect(try browser.run(ground) == "rgb(18, 19, 22)")
        try browser.charts()
        try open("index.html")
        #expect(try browser.run(ground) == "rgb(18, 19, 22)")
        try browser.perform("localStorage.clear()")
        #expect(try browser.consoleErrors() == [])
    }

    @Test func readsValuesUnderThePointerOnAllChartsAndZoomsByDragging() throws {
        try open("sweep/tokens.html")
        try browser.charts()
        let box: [Double] = try browser.run(
            "const box = document.querySelector('.plot').getBoundingClientRect(); return [box.x, box.y, box.width, box.height]"
        )
        try browser.mouse([(box[0] + 200, box[1] + 100), (box[0] + 210, box[1] + 110)])
        let tip: String = try browser.run("return document.querySelector('.tip').textContent")
        #expect(tip.contains("step ") && tip.contains("trial "))
        // Whole steps are named, and values come with the run's varying parameters.
        #expect(tip.contains("projector.depth"))
        try browser.mouse(
            [(box[0] + 150, box[1] + 100), (box[0] + 200, box[1] + 100), (box[0] + 250, box[1] + 100)],
            isDrag: true
        )
        let zoom = try #require(try browser.charts()[0].zoom)
        #expect(zoom[0] > 300 && zoom[0] < zoom[1] && zoom[1] < 1500)
        #expect(try browser.charts()[1].zoom == nil)
        let reset = "document.querySelector('.plot').dispatchEvent(new MouseEvent('dblclick', { bubbles: true }))"
        try browser.perform(reset)
        #expect(try browser.charts()[0].zoom == nil)
    }

    @Test func everythingThePointerDoesKeysDoToo() throws {
        try open("sweep/tokens.html")
        try browser.charts()
        try browser.perform("document.querySelector('.plot').focus()")
        let right = "\u{E014}"
        try browser.press(right, right, right)
        let said =
            "return new Promise(done => setTimeout(() => done(document.getElementById('said').textContent), 1200))"
        #expect(try browser.run(said, as: String.self).contains(/trial \d+: [\d.]+ at step \d+/))
        try browser.press("+")
        #expect(try browser.charts()[0].zoom != nil)
        try browser.press("0", "l")
        let chart = try browser.charts()[0]
        #expect(chart.zoom == nil && chart.log)
        try browser.perform("document.activeElement.blur()")
        // Runs: next, hide it, only it, all.
        try browser.press("j", "x")
        #expect(try browser.waits(for: "location.hash.includes('hide=')"))
        try browser.press("x", "a")
        #expect(try browser.charts()[0].series == 1)
        try browser.press("a", "g")
        #expect(try browser.run("return document.activeElement.tagName") == "SELECT")
        try browser.perform("document.activeElement.blur()")
        try browser.press("?")
        #expect(try browser.run("return document.querySelector('dialog').open") == true)
    }

    /// However many charts change at once, a frame draws only as many as fit; the one under the pointer comes first.
    @Test func drawingAnewHoldsNobodyUp() throws {
        try open("sweep/tokens.html")
        try browser.perform("document.querySelectorAll('details').forEach(one => one.open = true)")
        let count = try browser.charts(all: true).count
        let drawn: [[String]] = try browser.run(
            """
            return (async () => {
              const { draw } = ParGo.Chart.prototype, frames = new Map();
              ParGo.Chart.prototype.draw = function () {
                const now = document.timeline.currentTime, until = performance.now() + 15;
                frames.set(now, [...frames.get(now) ?? [], this.metric]);
                draw.call(this);
                while (performance.now() < until);
              };
              const last = ParGo.allCharts.at(-1).plot.getBoundingClientRect();
              dispatchEvent(new PointerEvent('pointermove', { clientX: last.x + 9, clientY: last.y + 9 }));
              ParGo.view.smooth = .6;
              ParGo.emit('view');
              ParGo.emit('view');
              do { await new Promise(requestAnimationFrame); } while (!ParGo.charts.every(chart => chart.ready));
              ParGo.Chart.prototype.draw = draw;
              return [...frames.values()];
            })()
            """
        )
        #expect(drawn.allSatisfy { $0.count == 1 })
        #expect(Set(drawn.joined()).count == count && drawn.count == count)
        let near: [String] = try browser.run(
            "const y = ParGo.allCharts.at(-1).plot.getBoundingClientRect().y; return ParGo.allCharts.filter(one => one.plot.getBoundingClientRect().y === y).map(one => one.metric)"
        )
        #expect(near.contains(drawn.first?.first ?? ""))
    }

    /// 320 px wide, which is also what 1280 px at 400 % are; and 200 % zoom, which halves 1280 px.
    @Test(arguments: [320, 640], pages)
    func narrowScreensScrollDownOnly(width: Int, page: String) throws {
        try browser.window(width: width, height: 800, scale: 2)
        try open(page)
        if page.hasPrefix("sweep/") { try browser.explore() }
        #expect(try browser.waits(for: "ParGo.started"))
        #expect(try browser.run("return document.documentElement.scrollWidth", as: Int.self) <= width)
    }

    @Test func smoothingOfDecimatedPointsFollowsThatOfAllPoints() throws {
        try open("run/1.html")
        // A decaying curve with noise: 10,000 points, and the smallest and largest of each of 499 stretches.
        let worst: Double = try browser.run(
            """
            let seed = 1;
            const noise = () => (seed = seed * 16807 % 2147483647) / 2147483647 - .5;
            const x = Array.from({ length: 10000 }, (_, i) => i), y = x.map(i => 3 * Math.exp(-i / 2000) + .2 * noise());
            const few = [0];
            for (let b = 0; b < 499; b++) {
              const part = x.slice(Math.floor(b * 10000 / 499), Math.floor((b + 1) * 10000 / 499));
              const low = part.reduce((a, c) => y[c] < y[a] ? c : a), high = part.reduce((a, c) => y[c] > y[a] ? c : a);
              few.push(...[low, high].sort((a, c) => a - c));
            }
            const whole = ParGo.series.smooth(x, y, .9), part = ParGo.series.smooth(few, few.map(i => y[i]), .9);
            return Math.max(...few.map((i, n) => i < 300 ? 0 : Math.abs(whole[i] - part[n])));
            """
        )
        #expect(worst < 0.05)
    }
}
