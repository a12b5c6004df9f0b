import Foundation
import Testing
import Tracker

/// The runs table beyond a click: pinned runs, metrics at a step, and an address that follows without being overrun.
@Suite(.serialized, .needsChromium, .browser)
struct TableBrowserTests {
    private let browser: Browser
    private let site: URL

    init() throws {
        (browser, site) = try BrowserTrait.opened(height: 4000)
    }

    private func open(_ state: String) throws {
        try browser.open("sweep/tokens.html\(state)", of: site)
        try browser.charts()
    }

    private let rows = "[...document.querySelectorAll('#runs tbody tr[data-run]')].map(one => one.dataset.run).join()"

    @Test func aPinnedRunStaysAboveWhateverIsSortedOrFilteredFor() throws {
        try open("#pin=3,1&sort=metrics.eval%2Fmme.last%2Cdescending")
        let sorted: String = try browser.run("return \(rows)")
        #expect(sorted.hasPrefix("3,1,6,"))
        try open("#pin=3,1&q=state+%3D+running")
        #expect(try browser.waits(for: "\(rows) === '3,1,13,11'"))
        #expect(try browser.run("return ParGo.table.found.textContent") == "2 of 13 match")
        // It is drawn too, so that what the filter finds can be compared with it.
        #expect(try browser.waits(for: "ParGo.charts[0].series === 4"))
        // It stays in view while the rest scrolls.
        try open("#pin=3")
        try browser.perform("ParGo.table.scroll.style.maxHeight = '220px'; ParGo.table.scroll.scrollTop = 200")
        let place: [Double] = try browser.run(
            """
            return new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
              const y = one => one.getBoundingClientRect(), table = ParGo.table;
              done([table.scroll.scrollTop, y(table.pinned).top - y(table.head.cells[0]).bottom, y(table.pinned).bottom - y(table.scroll).bottom]);
            })));
            """
        )
        #expect(place[0] > 100 && abs(place[1]) < 2 && place[2] < 0)
        #expect(try browser.consoleErrors() == [])
    }

    @Test func theEleventhRunIsNotPinned() throws {
        try open("")
        try browser.perform("for (const id of ParGo.runs.keys()) ParGo.table.pin(id)")
        #expect(try browser.waits(for: "ParGo.table.above === 10"))
        #expect(try browser.waits(for: "document.getElementById('said').textContent.includes('No more than 10')"))
    }

    /// As `tracker list runs --columns METRIC@STEP`: what stood then, of runs that got so far.
    @Test(arguments: [(0, [1, 9]), (500, [1, 9]), (745, [1, 9]), (800, [1]), (1_999_999, [])])
    func aMetricAtAStepIsWhatStoodThen(step: Int, reached: [Int64]) throws {
        let key = "metrics.train/lr@\(step)"
        try open("#cols=state,\(key.replacing("/", with: "%2F").replacing("@", with: "%40"))")
        #expect(try browser.waits(for: "ParGo.rows.byKey.get('\(key)')"))
        for run in [1, 9] as [Int64] {
            let found: String = try browser.run(
                "return String(ParGo.rows.byKey.get('\(key)').values[ParGo.runs.get('\(run)').index])"
            )
            let curve = try #require(FixtureLab.content.series["train/lr"]?.first { $0.run == run })
            let last = Array(zip(curve.points.steps, curve.points.values)).last { $0.0 <= Int64(step) }?.1
            guard reached.contains(run), let last else {
                #expect(found == "null", "run \(run)")
                continue
            }
            let value = try #require(Double(found))
            #expect(abs(value - last) <= 1e-5 * abs(last), "run \(run)")
        }
        // It can be sorted by and asked for like any other.
        try open("#cols=state,\(key.replacing("@", with: "%40"))&q=train/lr@\(step)+%3E+0")
        #expect(try browser.waits(for: "ParGo.query && ParGo.rows.byKey.get('\(key)')"))
        #expect(try browser.run("return ParGo.table.found.classList.contains('problem')") == false)
    }

    /// Of 2,000 points the page has half: what may not be the last before the step is marked.
    @Test func whatThePageMayLackIsMarked() throws {
        try open("#cols=state,metrics.train%2Floss%40501,metrics.train%2Floss%400")
        #expect(try browser.waits(for: "document.querySelector('#runs thead').textContent.includes('train/loss@0')"))
        let marked =
            "[...document.querySelectorAll('#runs tbody tr')].map(one => one.cells[%n].textContent.includes('≈')).join()"
        #expect(try browser.run("return \(marked.replacing("%n", with: "2"))", as: String.self).contains("true"))
        #expect(
            try browser.run("return \(marked.replacing("%n", with: "3"))", as: String.self).contains("true") == false
        )
    }

    /// The points are asked for again, and nothing blinks meanwhile.
    @Test func theColumnStaysWhileNewerRowsCome() throws {
        try open("#cols=state,metrics.train%2Flr%40500")
        #expect(try browser.waits(for: "document.querySelector('#runs thead').textContent.includes('train/lr@500')"))
        let seen: [Bool] = try browser.run(
            """
            const old = ParGo.rows, seen = [];
            let over = false;
            const look = () => { seen.push(document.querySelector('#runs thead').textContent.includes('train/lr@500')); if (!over) requestAnimationFrame(look); };
            look();
            return ParGo.load(document.body.dataset.rows, 'runs').then(ParGo.startRows).then(() => new Promise(done => requestAnimationFrame(() => {
              over = true;
              done([...seen, ParGo.table.rows !== old, Boolean(ParGo.rows.byKey.get('metrics.train/lr@500'))]);
            })));
            """
        )
        #expect(seen.count > 2 && seen.allSatisfy { $0 })
    }

    @Test func anUnknownMetricAtAStepIsSaidAndShowsNothing() throws {
        try open("#cols=state,metrics.nosuch%4010")
        #expect(try browser.waits(for: "document.getElementById('said').textContent.includes('no metric nosuch')"))
        #expect(try browser.run("return document.querySelectorAll('#runs thead th').length") == 2)
        #expect(try browser.consoleErrors() == [])
    }

    /// Browsers refuse an address that changes hundreds of times in half a minute: the last one is what counts.
    @Test func aLongDragWritesTheAddressNowAndThen() throws {
        try open("")
        let written: Int = try browser.run(
            """
            const own = history.replaceState.bind(history);
            let count = 0;
            history.replaceState = (...all) => { count++; own(...all); };
            return (async () => {
              for (let n = 1; n <= 300; n++) { ParGo.state.set("smooth", n / 1000, 0); if (n % 30 === 0) await new Promise(requestAnimationFrame); }
              await new Promise(done => { const look = () => location.hash.endsWith("0.3") ? done() : setTimeout(look, 20); look(); });
              return count;
            })();
            """
        )
        #expect(written < 12)
        #expect(try browser.run("return location.hash") == "#smooth=0.3")
    }
}
