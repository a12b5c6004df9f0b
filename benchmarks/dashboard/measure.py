"""The dashboard in a real browser: each budget with what was measured, and the same data in its peers, in one go."""

import argparse
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import time

import labs
import peers
from browser import Browser

HERE = pathlib.Path(__file__).resolve().parent
READY = 'typeof ParGo === "object" && ParGo.started && ParGo.charts.length && ParGo.charts.every(chart => !chart.seen || chart.ready)'
DRAWN = READY + " && ParGo.charts.every(chart => chart.seen)"
TABLE = 'typeof ParGo === "object" && ParGo.started && ParGo.table'


class Budgets:
    """Lines of what is asked, what was measured, and whether it holds."""

    def __init__(self):
        self.missed = 0
        print("\n## Budgets\n\n| what | at most | measured | |\n|---|---|---|---|")

    def line(self, what, most, measured, unit):
        holds = measured <= most
        self.missed += not holds
        print(f"| {what} | {most:g} {unit} | {measured:.4g} {unit} | {'holds' if holds else '**missed**'} |", flush=True)


class Program:
    """The built `tracker` over one lab."""

    def __init__(self, program, folder):
        self.program, self.lab = program, pathlib.Path(folder)
        self.site = self.lab.parent / "site"

    def __call__(self, *arguments):
        """Runs it; answers seconds of wall clock and of processor."""
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run([self.program, *arguments, "--lab", self.lab], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.perf_counter() - start, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    def build(self):
        return self("dashboard", "build", "--output", self.site)

    def page(self, path):
        return f"file://{self.site}/{path}"

    def size(self, path):
        return (self.site / path).stat().st_size


def made(program, folder, fill, *arguments):
    """A lab that `fill` wrote, taken in and built."""
    folder.mkdir(parents=True)
    fill(folder / "lab", *arguments)
    lab = Program(program, folder / "lab")
    lab("list", "sweeps")
    lab.build()
    return lab


def ready(browser, times, *arguments, **options):
    """The least of several first openings: milliseconds of the main thread, of script, and the heap in megabytes."""
    found = []
    for _ in range(times):
        browser.open(*arguments, **options)
        task, script, heap = browser.spent()
        found.append((task * 1000, script * 1000, heap / 1e6))
    return min(found)


# A frame each, and until no chart of the page waits to be drawn; other pages have frames only.
SETTLED = "do { await new Promise(requestAnimationFrame); } while (typeof ParGo === 'object' && ParGo.allCharts?.some(chart => chart.seen && chart.ready && !chart.isDrawn))"


def repeated(script, repeats):
    return f"for (let n = 0; n < {repeats}; n++) {{ {script}; {SETTLED}; }}"


def least(browser, times, script, repeats=1):
    """The least of several costs of a script that does its thing `repeats` times, each until it is drawn: milliseconds each."""
    loop = f"return (async () => {{ {repeated(script, repeats)} return frames(); }})()"
    browser.run(loop)
    return min(browser.cost(loop) for _ in range(times)) / repeats


def longest(browser, times, script, repeats=1):
    """The longest task of the main thread meanwhile, the least of several; 0 where none took 50 ms, below which none is told."""
    loop = f"""
        return (async () => {{
          const long = [], watch = new PerformanceObserver(list => long.push(...list.getEntries().map(one => one.duration)));
          watch.observe({{ type: "longtask" }});
          {repeated(script, repeats)}
          await new Promise(done => setTimeout(done, 200));
          watch.disconnect();
          return Math.max(0, ...long);
        }})()"""
    return min(browser.run(loop) for _ in range(times))


# What a reader does that draws charts anew.
REDRAWS = {
    "hiding a run": "ParGo.setHidden([[...ParGo.runs.keys()][3]], n % 2 === 0)",
    "smoothing": "ParGo.view.smooth = n % 2 ? .6 : .9; ParGo.emit('view')",
    "logarithmic x": "ParGo.view.logx = n % 2 === 0; ParGo.emit('view')",
    "the other theme": "document.documentElement.dataset.theme = n % 2 ? 'light' : 'dark'; ParGo.emit('theme')",
    "zooming": "ParGo.allCharts[0].frame && (ParGo.view.link = true, ParGo.zoom(ParGo.allCharts[0], n % 2 ? null : [2000, 5000]))",
}


def charts(browser, lab, budgets, times):
    """24 charts of 20 runs, all in view, and 3 in an ordinary window."""
    page = lab.page("sweep/large.html")
    task, script, heap = ready(browser, times, page, DRAWN, height=6000)
    budgets.line("24 charts × 20 runs × 1,000 points, all in view: main thread until drawn", 300, task, "ms")
    whole, _, _ = ready(browser, times, page, f"{DRAWN} && ParGo.explore?.ready", height=6000)
    print(f"<!-- script {script:.0f} ms, heap {heap:.0f} MB; with the plots of the whole sweep, which come after: {whole:.0f} ms -->")
    for name, action in REDRAWS.items():
        budgets.line(f"redraw of 24 charts, {name}: longest task (0: none of 50 ms)", 50, longest(browser, times, action, 4), "ms")
        print(f"<!-- {least(browser, times, action, 10):.0f} ms altogether -->")
    budgets.line("the cross over 24 charts, a move of the pointer", 16, least(browser, times, "ParGo.cursor = { x: 100 * n, chart: ParGo.allCharts[0] }; ParGo.emit('cursor')", 20), "ms")
    few, _, _ = ready(browser, times, page, READY)
    budgets.line("the same page in a window of 1400 × 1000", 300, few, "ms")
    for name, action in REDRAWS.items():
        budgets.line(f"… {name}: all tasks of a redraw", 50, least(browser, times, action, 10), "ms")
    return task, script, heap


def dense(browser, lab, budgets, times):
    """20 runs of 10,000 points."""
    task, _, heap = ready(browser, times, lab.page("sweep/large.html"), DRAWN)
    budgets.line("20 runs × 10,000 points in one chart: main thread until drawn", 100, task, "ms")
    return task, heap


EXPLORE = "ParGo.lazy('Explore').then(() => { ParGo.startExplore(document.getElementById('explore')); document.getElementById('explore').scrollIntoView(); return new Promise(done => { const look = () => ParGo.explore.ready ? frames().then(done) : requestAnimationFrame(look); look(); }); })"
BRUSH = """
    const box = ParGo.parallel.canvas.getBoundingClientRect(), x = box.left + ParGo.parallel.place(0);
    const event = (name, y) => ParGo.parallel.canvas.dispatchEvent(new PointerEvent(name, { clientX: x, clientY: y, pointerId: 1, button: 0, bubbles: true }));
    ParGo.parallel.canvas.setPointerCapture = () => {};
"""


def brush(browser, lab, budgets, times):
    """Parallel coordinates of 500 runs, with a brush that moves."""
    browser.open(lab.page("sweep/many.html"), TABLE)
    before = browser.spent()[0]
    browser.run(f"return {EXPLORE}")
    drawn = (browser.spent()[0] - before) * 1000
    browser.run(BRUSH + "event('pointerdown', box.top + 80); window.brushTo = y => event('pointermove', box.top + y);")
    move = least(browser, times, "brushTo(90 + 6 * (n % 30))", 30)
    budgets.line("brush over 500 runs × 8 axes, a move of the pointer", 16, move, "ms")
    longest = browser.run("""
        const long = []; new PerformanceObserver(list => long.push(...list.getEntries().map(one => one.duration))).observe({ type: "longtask" });
        return (async () => { for (let n = 0; n < 40; n++) { brushTo(90 + 5 * n); await new Promise(requestAnimationFrame); }
          await new Promise(done => setTimeout(done, 400)); return Math.max(0, ...long); })()""")
    budgets.line("… and the longest task while the table and all plots follow", 200, longest, "ms")
    return drawn, move


def large(browser, lab, budgets):
    """10,000 runs in a table: the longest task of the main thread while a reader works."""
    browser.open(lab.page("sweep/many.html"), TABLE)
    browser.run("window.long = []; new PerformanceObserver(list => long.push(...list.getEntries().map(one => one.duration))).observe({ type: 'longtask', buffered: true });")
    wait = "await new Promise(done => setTimeout(done, 300)); const most = Math.max(0, ...long); long.length = 0; return most;"
    budgets.line("10,000 runs: longest task while the page opens", 200, browser.run(f"return (async () => {{ {wait} }})()"), "ms")
    scroll = "for (let n = 0; n < 60; n++) { ParGo.table.scroll.scrollTop = n * 5600; await new Promise(requestAnimationFrame); }"
    budgets.line("… while it scrolls from top to end", 200, browser.run(f"return (async () => {{ {scroll} {wait} }})()"), "ms")
    typed = "const box = document.getElementById('filter'); for (const text of %s) { box.value = text; box.dispatchEvent(new Event('input')); await new Promise(done => setTimeout(done, 350)); }"
    budgets.line("… while a condition is typed", 200, browser.run(f"return (async () => {{ {typed % ['optimizer.lr < 0.001', 'optimizer.lr < 0.001 and state = finished', 'eval/score > 70']} {wait} }})()"), "ms")
    budgets.line("… while words are typed", 200, browser.run(f"return (async () => {{ {typed % ['trial 9', 'pargo', '']} {wait} }})()"), "ms")
    sort = "for (const key of ['metrics.eval/score.last', 'params.projector.kind', 'metrics.eval/score.last']) { ParGo.table.sortBy(key, ParGo.rows.byKey.get(key)); await new Promise(done => setTimeout(done, 200)); }"
    budgets.line("… while it is sorted", 200, browser.run(f"return (async () => {{ {sort} {wait} }})()"), "ms")
    budgets.line("… while its plots come and are brushed", 200, browser.run(
        f"return (async () => {{ await {EXPLORE}; while (!ParGo.explore.ready) await frames(); {BRUSH} event('pointerdown', box.top + 80); for (let n = 0; n < 20; n++) {{ event('pointermove', box.top + 90 + 8 * n); await new Promise(requestAnimationFrame); }} {wait} }})()"), "ms")


def beside(browser, folder, wheels, times, tensorboard):
    """The same data in Plotly, ECharts and TensorBoard: rows of a table."""
    rows = []
    libraries = [("Plotly 4.1", peers.wheel_file(wheels, peers.PLOTLY, "plotly.min.js"), peers.PLOTLY_LINES, peers.PLOTLY_PARALLEL),
                 ("ECharts 5.6", peers.wheel_file(wheels, peers.ECHARTS, "echarts.min.js"), peers.ECHARTS_LINES, peers.ECHARTS_PARALLEL)]
    work, dense_data = labs.series(24, 20, 1000), labs.series(1, 20, 10_000)
    for name, library, lines, parallel in libraries:
        place = folder / name.split()[0]
        page = peers.line_page(place / "lines", library, lines, work, 300)
        task, _, heap = ready(browser, times, f"file://{page}", "window.done", height=6000)
        toggle = least(browser, 2, "toggle()", 4)
        size = sum(one.stat().st_size for one in page.parent.iterdir())
        page = peers.line_page(place / "dense", library, lines, dense_data, 400)
        long = ready(browser, times, f"file://{page}", "window.done")[0]
        page = peers.parallel_page(place / "parallel", library, parallel, 500)
        browser.open(f"file://{page}", "window.done")
        moved = least(browser, 2, "brush()", 10)
        rows.append((name, library.stat().st_size, size, task, toggle, long, moved, heap))
    board = None
    if tensorboard:
        server = peers.TensorBoard(tensorboard, folder / "tensorboard", work)
        try:
            board = seen_in_tensorboard(browser, server.address)
        finally:
            server.close()
    return rows, board


def seen_in_tensorboard(browser, address):
    """TensorBoard's time series page: it shows a page of its cards, and draws those in view."""
    cards = "document.querySelector('tb-webapp') && document.querySelectorAll('line-chart').length >= 6 && document.querySelectorAll('mat-spinner').length === 0"
    browser.open(address + "#timeseries", "(() => { const now = " + cards + "; if (!now) { window.since = 0; return false; } window.since ||= performance.now(); return performance.now() - window.since > 1500; })()", height=6000)
    task, _, heap = browser.spent()
    return task * 1000, heap / 1e6, browser.received(), browser.run("return document.querySelectorAll('line-chart').length")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--tensorboard", help="a Python that has TensorBoard")
    parser.add_argument("--parts", default="charts,dense,brush,large,home,build,peers")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--wheels", type=pathlib.Path, required=True)
    parser.add_argument("--keep", type=pathlib.Path, help="where to keep the labs, and to find them again")
    options = parser.parse_args()
    parts = options.parts.split(",")
    folder = options.keep or pathlib.Path(tempfile.mkdtemp(prefix="dashboard-benchmark-"))
    folder.mkdir(parents=True, exist_ok=True)
    browser = Browser()
    try:
        measure(browser, options, parts, folder)
    finally:
        browser.close()
        if not options.keep:
            shutil.rmtree(folder)


def measure(browser, options, parts, folder):
    def lab(name, fill, *arguments):
        if (folder / name / "lab").exists():
            found = Program(options.program, folder / name / "lab")
            found.build()
            return found
        return made(options.program, folder / name, fill, *arguments)

    budgets = Budgets()
    lines = dense_ = brushed = None
    bytes_ = {}
    if "charts" in parts or "peers" in parts:
        work = lab("workspace", labs.workspace)
        scripts = ["theme", "dashboard", "charts", "table", "start"]
        bytes_["script"] = sum(work.size(f"assets/{name}.js") for name in scripts)
        budgets.line("script of the largest page, a sweep's", 60_000, bytes_["script"], "bytes")
        budgets.line("style", 15_000, work.size("assets/dashboard.css"), "bytes")
        lines = charts(browser, work, budgets, options.times)
        bytes_["redraw"] = least(browser, options.times, REDRAWS["hiding a run"], 10)
    if "dense" in parts or "peers" in parts:
        dense_ = dense(browser, lab("dense", labs.workspace, 1, 20, 10_000), budgets, options.times)
    if "brush" in parts or "peers" in parts:
        brushed = brush(browser, lab("brush", labs.many, 500), budgets, options.times)
    if "home" in parts:
        for sweeps in (1, 500):
            home = lab(f"home-{sweeps}", labs.many, 500, sweeps)
            budgets.line(f"home page of 500 runs in {sweeps} sweep{'s' * (sweeps > 1)}", 150, home.size("index.html") / 1000, "kB")
    if "large" in parts:
        large(browser, lab("large", labs.many, 10_000), budgets)
    if "build" in parts:
        site = lab("long", labs.long)
        shutil.rmtree(site.site)
        wall, cpu = site.build()
        budgets.line("site of 1,000 runs × 10,000 points, built from nothing", 5, wall, "s")
        print(f"<!-- {cpu:.1f} s of processor -->")
        again, _ = site.build()
        budgets.line("… built again with nothing new", 5, again, "s")
    if "peers" in parts:
        rows, board = beside(browser, folder / "peers", options.wheels, options.times, options.tensorboard)
        table(lines, dense_, brushed, bytes_, rows, board)
    print(f"\n{budgets.missed} of the budgets missed." if budgets.missed else "\nAll budgets hold.")


def table(lines, dense_, brushed, bytes_, rows, board):
    print("\n## Beside others\n\nIn brackets: how many times ours.\n\n| | script | 24 charts × 20 runs until drawn | hide a run in 24 charts | 20 × 10,000 points until drawn | brush, 500 runs | heap |\n|---|---|---|---|---|---|---|")
    print(f"| ours | {bytes_['script'] / 1000:.0f} kB | {lines[0]:.0f} ms | {bytes_['redraw']:.1f} ms | {dense_[0]:.0f} ms | {brushed[1]:.1f} ms | {lines[2]:.0f} MB |")
    for name, library, _, task, toggle, long, moved, heap in rows:
        print(f"| {name} | {library / 1000:,.0f} kB ({library / bytes_['script']:.0f}) | {task:,.0f} ms ({task / lines[0]:.1f}) | {toggle:,.0f} ms ({toggle / bytes_['redraw']:.1f}) "
              f"| {long:,.0f} ms ({long / dense_[0]:.1f}) | {moved:.0f} ms ({moved / brushed[1]:.1f}) | {heap:.0f} MB |")
    if board:
        task, heap, received, cards = board
        print(f"| TensorBoard, {cards} of the 24 charts | {received / 1000:,.0f} kB with its data | {task:,.0f} ms ({task / lines[0]:.1f}) | – | – | – | {heap:.0f} MB |")


if __name__ == "__main__":
    sys.exit(main())
