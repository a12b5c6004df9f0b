"""The same data in Plotly, ECharts and TensorBoard, each as its own documentation would have it."""

import json
import pathlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile

import labs

PLOTLY, ECHARTS = "plotly==7.1.0", "nicegui==2.24.2"


def wheel_file(folder, requirement, suffix):
    """A file out of a wheel of PyPI; nothing of the wheel is installed."""
    name = requirement.split("==")[0]
    target = folder / pathlib.PurePosixPath(suffix).name
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", folder, requirement], check=True)
        with zipfile.ZipFile(next(folder.glob(f"{name}-*.whl"))) as wheel:
            inside = next(one for one in wheel.namelist() if one.endswith(suffix))
            target.write_bytes(wheel.read(inside))
    return target


PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>body{{margin:0;display:grid;grid-template-columns:repeat({columns},1fr)}}</style>
<script src="{library}"></script><script src="data.js"></script></head><body><script>
const place = () => {{ const one = document.createElement("div"); one.style.height = "{height}px"; document.body.append(one); return one; }};
{script}
</script></body></html>"""

PLOTLY_LINES = """
window.draw = smooth => Promise.all(DATA.map((runs, m) => Plotly.react(places[m], runs.map((y, run) => ({ type: "scatter", mode: "lines", name: "trial " + run, x: STEPS, y, visible: !(hide && run === 0), line: { width: 1.2 } })),
  { title: { text: "m" + m }, margin: { l: 40, r: 10, t: 30, b: 30 }, height: HEIGHT }, { responsive: true })));
let hide = false;
window.toggle = () => { hide = !hide; return draw(); };
const places = DATA.map(place);
draw().then(() => { window.done = true; });
"""
ECHARTS_LINES = """
let hide = false;
const charts = DATA.map(() => echarts.init(place()));
window.toggle = () => { hide = !hide; charts.forEach(chart => chart.dispatchAction({ type: "legendToggleSelect", name: "trial 0" })); };
let left = charts.length;
charts.forEach((chart, m) => { chart.on("finished", () => { if (!--left) window.done = true; });
  chart.setOption({ animation: false, title: { text: "m" + m }, legend: { type: "scroll", top: 22 }, tooltip: { trigger: "axis" }, grid: { left: 40, right: 10, top: 50, bottom: 24 }, xAxis: { type: "value" }, yAxis: { type: "value" },
  series: DATA[m].map((y, run) => ({ type: "line", name: "trial " + run, showSymbol: false, sampling: "min-max", lineStyle: { width: 1.2 }, data: y.map((v, i) => [i * 10, v]) })) }); });
"""
PLOTLY_PARALLEL = """
Plotly.newPlot(place(), [{ type: "parcoords", line: { color: DATA.at(-1).values, colorscale: "Viridis" }, dimensions: DATA }], { height: HEIGHT }).then(() => { window.done = true; });
let n = 0;
window.brush = () => Plotly.restyle(document.querySelector("div"), { "dimensions[0].constraintrange": [[0, .1 + .8 * (n++ % 10) / 10]] });
"""
ECHARTS_PARALLEL = """
const chart = echarts.init(place());
chart.on("finished", () => { window.done = true; });
chart.setOption({ animation: false, parallelAxis: DATA.map((one, dim) => ({ dim, name: one.label })), visualMap: { show: false, dimension: DATA.length - 1, min: 50, max: 100, inRange: { color: ["#ddd", "#036"] } },
  series: [{ type: "parallel", lineStyle: { width: 1 }, data: DATA[0].values.map((_, run) => DATA.map(one => one.values[run])) }] });
let n = 0;
window.brush = () => chart.dispatchAction({ type: "axisAreaSelect", parallelAxisId: chart.getModel().getComponent("parallelAxis", 0).id, intervals: [[0, .1 + .8 * (n++ % 10) / 10]] });
"""


def line_page(folder, library, script, data, height):
    """A page with a chart a metric; answers its path."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / library.name).write_bytes(library.read_bytes())
    steps = [10 * i for i in range(len(data[0][0]))]
    (folder / "data.js").write_text(f"const DATA = {json.dumps(data)}, STEPS = {json.dumps(steps)}, HEIGHT = {height};")
    page = folder / "index.html"
    page.write_text(PAGE.format(title="lines", columns=3 if len(data) > 1 else 1, library=library.name, height=height, script=script))
    return page


def parallel_page(folder, library, script, runs):
    """A page with parallel coordinates of the settings of `runs` runs."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / library.name).write_bytes(library.read_bytes())
    columns = {}
    for run in range(runs):
        asked = labs.settings(run)
        for group, member in [("optimizer", "lr"), ("optimizer", "weight_decay"), ("optimizer", "warmup"), ("projector", "depth"), ("projector", "tokens"), ("lora", "rank")]:
            columns.setdefault(member, []).append(asked[group][member])
        columns.setdefault("seed", []).append(asked["seed"])
        columns.setdefault("score", []).append(60 + asked["projector"]["depth"] * 5 + run % 7)
    data = [{"label": name, "values": values} for name, values in columns.items()]
    (folder / "data.js").write_text(f"const DATA = {json.dumps(data)}, HEIGHT = 340;")
    page = folder / "index.html"
    page.write_text(PAGE.format(title="parallel", columns=1, library=library.name, height=340, script=script))
    return page


class TensorBoard:
    """TensorBoard's own server over event files of the same curves."""

    WRITE = """
import json, sys
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
folder, source = sys.argv[1:]
data = json.load(open(source))
for run in range(len(data[0])):
    writer = EventFileWriter(f"{folder}/trial{run:03}")
    for step in range(len(data[0][0])):
        values = [Summary.Value(tag=f"train/m{metric:02}", simple_value=data[metric][run][step]) for metric in range(len(data))]
        writer.add_event(Event(wall_time=1763873000 + step, step=step * 10, summary=Summary(value=values)))
    writer.close()
"""

    def __init__(self, python, folder, data):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        source = folder / "data.json"
        source.write_text(json.dumps(data))
        subprocess.run([python, "-c", self.WRITE, folder / "runs", source], check=True)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        command = [python, "-m", "tensorboard.main", "--logdir", folder / "runs", "--port", str(self.port), "--host", "127.0.0.1", "--load_fast=false"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.address = f"http://127.0.0.1:{self.port}/"
        deadline, tags = time.time() + 90, 0
        while time.time() < deadline and tags < len(data) * len(data[0]):
            time.sleep(1)
            try:
                with urllib.request.urlopen(self.address + "data/plugin/timeseries/tags", timeout=10) as answer:
                    tags = sum(map(len, json.load(answer)["scalars"]["runTagInfo"].values()))
            except OSError:
                pass

    def close(self):
        self.process.terminate()
        self.process.wait()
