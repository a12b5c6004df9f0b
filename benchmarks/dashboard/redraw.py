"""What a redraw costs its longest task, in processor time and not in wall time, with the plots of the whole sweep after the
charts in view (as it is) and among them: both in one page, in turns.

    python3 benchmarks/dashboard/redraw.py SITE/sweep/large.html [TURNS]
"""

import json
import pathlib
import statistics
import sys

from browser import Browser
from measure import DRAWN, EXPLORE, SETTLED

ORDERS = {"after the charts": "charts", "among the charts": "frames"}
SWITCH = "window.orders ??= { charts: ParGo.whenDrawn, frames: action => requestAnimationFrame(action) }; ParGo.whenDrawn = orders.%s;"
# What is over when neither a chart nor a plot has anything left to draw.
HIDE = "return (async () => { ParGo.setHidden([[...ParGo.runs.keys()][3]], %s); " + SETTLED + "; for (let n = 0; n < 12; n++) await frames(); })()"


def tasks(browser):
    """Milliseconds of processor of each task of the busiest thread since the last look."""
    threads = {}
    for entry in browser.ask("/se/log", {"type": "performance"}):
        message = json.loads(entry["message"])["message"]
        one = message["params"]
        if message["method"] == "Tracing.dataCollected" and one.get("name", "").endswith("RunTask"):
            threads.setdefault((one["pid"], one["tid"]), []).append(one.get("tdur", 0) / 1000)
    return max(threads.values(), key=sum, default=[0])


def main():
    page, turns = pathlib.Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 8
    browser = Browser(trace="disabled-by-default-devtools.timeline,devtools.timeline,toplevel")
    try:
        browser.open(f"file://{page}", DRAWN, height=6000)
        browser.run(f"return {EXPLORE}")
        browser.run("scrollTo(0, 0); return frames()")
        found = {name: [] for name in ORDERS}
        for turn in range(2 * turns + 2):
            name = list(ORDERS)[turn % 2]
            browser.run(SWITCH % ORDERS[name])
            tasks(browser)
            browser.run(HIDE % ("true" if turn // 2 % 2 == 0 else "false"))
            spent = tasks(browser)
            # The first turns compile scripts; and now and then the browser hands its record over only at the next look.
            if turn > 1 and sum(spent):
                found[name].append((max(spent), sum(spent)))
        print("| hiding or showing a run, 24 charts and all plots in view | longest task, least and median | all tasks, least and median |\n|---|---|---|")
        for name, spent in found.items():
            longest, whole = zip(*spent)
            print(f"| plots {name} | {min(longest):.0f}, {statistics.median(longest):.0f} ms | {min(whole):.0f}, {statistics.median(whole):.0f} ms |")
    finally:
        browser.close()


if __name__ == "__main__":
    main()
