"""Runs everything, prints Markdown: our figures with their bars, the peers' beside them, ratios from this very run."""

import argparse
import json
import os
import pathlib
import random
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
REPOSITORY = HERE.parents[1]
sys.path.insert(0, str(REPOSITORY / "clients" / "python"))
from pargo_lab._lines import LineEncoder

PEERS = ["tensorboard", "tensorboardX", "trackio", "mlflow", "wandb", "aim"]
# Runs that a peer is given to store, so that none takes minutes; what it took is scaled to a thousand.
FILLS = {"tensorboard": 1000, "tensorboardX": 100, "trackio": 100, "mlflow": 15, "wandb": 30, "aim": 30}
STEPS = {"mlflow": 300, "aim": 2000, "tensorboardX": 3000}


class Spent:
    """What a process took: seconds of wall clock and of processor, and what it printed."""

    def __init__(self, command, environment=None, check=True):
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
            start = time.perf_counter()
            process = subprocess.Popen(
                list(map(str, command)), stdout=output, stderr=errors, env={**os.environ, **(environment or {})}
            )
            _, status, usage = os.wait4(process.pid, 0)
            self.wall = time.perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            self.cpu = usage.ru_utime + usage.ru_stime
            self.memory = usage.ru_maxrss / 1024
            output.seek(0)
            errors.seek(0)
            self.output, self.errors = output.read().decode(), errors.read().decode(errors="replace")
        self.code = process.returncode
        if check and self.code != 0:
            raise RuntimeError(f"{command} ended with code {self.code}: {self.errors.strip()[-400:]}")

    @property
    def json(self):
        return json.loads(self.output.strip().splitlines()[-1])


class Table:
    """Rows for Markdown."""

    def __init__(self, title, columns):
        print(f"\n## {title}\n\n| {' | '.join(columns)} |\n|{'---|' * len(columns)}")

    def row(self, *cells):
        print(f"| {' | '.join(map(str, cells))} |", flush=True)


def short(value, unit=""):
    if value is None:
        return "–"
    if value >= 1000:
        return f"{value:,.0f}{unit}"
    return f"{value:.3g}{unit}"


def times(theirs, ours):
    return "–" if not theirs or not ours else f"{theirs / ours:,.1f}×"


def best(command, tries, environment=None):
    """The quickest of several processes, and the median of their wall clocks."""
    runs = [Spent(command, environment) for _ in range(tries)]
    return min(runs, key=lambda run: run.wall), statistics.median(run.wall for run in runs)


class Benchmark:
    def __init__(self, options, folder):
        self.options = options
        self.folder = folder
        self.swift = options.programs / "TrackerBenchmark"
        self.tracker = options.programs / "tracker"
        self.peers = [name for name in options.peers if self.python(name).exists()]
        self.scale = 0.1 if options.quick else 1
        self.tries = 3 if options.quick else 7
        self.misses = []

    def python(self, peer):
        return self.options.venvs / peer / "bin" / "python"

    def peer(self, name, *arguments):
        spent = Spent([self.python(name), HERE / "peers.py", name, *arguments], check=False)
        if spent.code != 0:
            self.misses.append(f"{name} {arguments[0]}: {(spent.errors.strip().splitlines() or ['?'])[-1][:160]}")
            return None
        return spent

    def judge(self, value, bar, unit="", least=False):
        if self.options.quick:
            return short(value, unit)
        met = value >= bar if least else value <= bar
        return f"{short(value, unit)} ({'≥' if least else '≤'} {short(bar, unit)}: {'met' if met else 'MISSED'})"

    def fresh(self, name):
        path = self.folder / name
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        return path

    # One process that logs

    def logging(self):
        steps = int(20_000 * self.scale) + 1000
        table = Table(
            f"`log()` of 10 values, one process, {steps:,} steps",
            ["", "p50 µs", "p99 µs", "longest ms", "points/s", "CPU s / 100,000 points", "p50 / ours (Python)"],
        )
        rows = {}
        for name, command, bars in (
            ("ours, Swift", [self.swift], (5, 30, 1e6)),
            ("ours, Python", [sys.executable, HERE / "client.py"], (20, None, None)),
        ):
            timed = min(
                (Spent([*command, "log", self.fresh("log"), steps]).json for _ in range(self.tries)),
                key=lambda found: found["p50"],
            )
            stream = max(
                (Spent([*command, "stream", self.fresh("log"), steps]).json for _ in range(self.tries)),
                key=lambda found: found["points_per_s"],
            )
            rows[name] = timed["p50"]
            table.row(
                name,
                self.judge(timed["p50"], bars[0]),
                self.judge(timed["p99"], bars[1]) if bars[1] else short(timed["p99"]),
                short(timed["max"] / 1000),
                self.judge(stream["points_per_s"], bars[2], least=True) if bars[2] else short(stream["points_per_s"]),
                short(stream["cpu_s"] / (steps * 10) * 1e5),
                times(timed["p50"], rows.get("ours, Python", timed["p50"])) if "ours, Python" in rows else "–",
            )
        for name in self.peers:
            spent = self.peer(name, "log", self.fresh(f"log-{name}"), int(STEPS.get(name, 10_000) * self.scale) + 100)
            if spent:
                found = spent.json
                points = (int(STEPS.get(name, 10_000) * self.scale) + 80) * 10
                table.row(
                    name, short(found["p50"]), short(found["p99"]), short(found["max"] / 1000),
                    short(found["points_per_s"]), short(found["cpu_s"] / points * 1e5),
                    times(found["p50"], rows["ours, Python"]),
                )  # fmt: skip

    def importing(self):
        client = f"import sys; sys.path.insert(0, {str(REPOSITORY / 'clients' / 'python')!r})"
        bare, _ = best([sys.executable, "-c", client], self.tries * 2)
        ours, _ = best([sys.executable, "-c", f"{client}; import pargo_lab"], self.tries * 2)
        table = Table("What a training script pays for the import", ["", "ms", "/ ours"])
        table.row("ours, Python", self.judge((ours.wall - bare.wall) * 1000, 50), "")
        modules = {"tensorboard": "tensorboard.summary.writer.event_file_writer"}
        for name in self.peers:
            python = self.python(name)
            empty, _ = best([python, "-c", "pass"], 3)
            try:
                loaded, _ = best([python, "-c", f"import {modules.get(name, name)}"], 3)
            except RuntimeError as error:
                self.misses.append(f"{name} import: {str(error)[-160:]}")
                continue
            table.row(name, short((loaded.wall - empty.wall) * 1000), times(loaded.wall - empty.wall, ours.wall - bare.wall))

    # Killed

    def killed(self, command, lab, acknowledged):
        process = subprocess.Popen(
            list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        deadline = time.time() + 40
        while time.time() < deadline and (not acknowledged.exists() or acknowledged.stat().st_size < 8):
            time.sleep(0.05)
        time.sleep(1.0 if self.options.quick else 3.0)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return struct.unpack("<q", acknowledged.read_bytes())[0] * 10

    def crash(self):
        table = Table("`kill -9` of the whole process group while it logs", ["", "acknowledged points", "readable", "lost"])
        for name, command in (
            ("ours, Swift", [self.swift]),
            ("ours, Python", [sys.executable, HERE / "client.py"]),
        ):
            lab, note = self.fresh("crash"), self.folder / "acknowledged"
            note.unlink(missing_ok=True)
            taken = self.killed([*command, "until-killed", lab / "runs" / "x", note], lab, note)
            Spent([self.tracker, "list", "runs", "--quiet", "--lab", lab])
            state = self.sql(lab, "SELECT state FROM run")[0]
            found = int(self.sql(lab, "SELECT sum(count) FROM summary JOIN metric ON metric.id = metric_id WHERE name LIKE 'train/%'")[0])
            table.row(f"{name} (seen as {state})", f"{taken:,}", f"{found:,}", max(0, taken - found))
        for name in self.peers:
            folder, note = self.fresh(f"crash-{name}"), self.folder / "acknowledged"
            note.unlink(missing_ok=True)
            taken = self.killed([self.python(name), HERE / "peers.py", name, "until-killed", folder, note], folder, note)
            spent = self.peer(name, "count", folder)
            if spent and "count" in spent.json:
                found = spent.json["count"]
                table.row(name, f"{taken:,}", f"{found:,}", max(0, taken - found))

    def sql(self, lab, statement):
        output = Spent([self.tracker, "sql", statement, "--format", "csv", "--quiet", "--lab", lab]).output
        return output.strip().splitlines()[1:]

    # Taking in

    def write_run(self, folder, steps, metrics, parameters, number=0):
        folder.mkdir(parents=True)
        encoder = LineEncoder()
        values = [{f"m{i}": number + i + 1 / (step + 3) for i in range(metrics)} for step in range(steps)]
        lines = [encoder.line(step, 1.76e9 + step * 0.25 + (step * 7919 % 40) / 1000, v) for step, v in enumerate(values)]
        (folder / "metrics.jsonl").write_bytes(b"".join(lines))
        config = {f"p{i}": (number * 7 + i) % 13 for i in range(parameters)}
        (folder / "config.json").write_text(json.dumps(config))
        end = {"version": 1, "code": 0, "signal": None, "reason": "finished", "finished_at": 1.76e9 + steps}
        (folder / "exit.json").write_text(json.dumps(end))
        start = {"version": 1, "started_at": 1.76e9, "host": "node", "pid": 1}
        (folder / "start.json").write_text(json.dumps(start))

    def ingest(self):
        table = Table("Taking in run directories, a cold process into a fresh store", ["", "wall s", "CPU s", "rate"])
        points = int(1_000_000 * self.scale)
        runs = []
        for _ in range(3):
            lab = self.fresh("million")
            self.write_run(lab / "runs" / "x", points // 10, 10, 3)
            runs.append(Spent([self.tracker, "list", "runs", "--quiet", "--lab", lab]))
        spent = min(runs, key=lambda run: run.wall)
        table.row(
            f"{points:,} points of one run", short(spent.wall), short(spent.cpu),
            self.judge(points / spent.wall, 1e6, " points/s", least=True) + f"; {points / spent.cpu:,.0f} a CPU second",
        )  # fmt: skip
        live = self.size(lab) / points
        Spent([self.tracker, "compact", "--lab", lab])
        after = self.size(lab) / points
        self.lab = self.fresh("thousand")
        count = int(1000 * self.scale)
        for number in range(count):
            group = "hundred" if number < 100 else "rest"
            self.write_run(self.lab / "runs" / group / f"run{number:05}" / "1", 100, 5, 10, number)
        spent = self.quickest_fill(self.lab)
        fill = spent.wall * 1000 / count
        table.row(f"{count:,} runs × 100 steps × 5 metrics, 10 parameters", short(spent.wall), short(spent.cpu),
                  self.judge(fill, 1.5, " s for 1,000"))  # fmt: skip
        self.ours_fill = fill
        self.many = self.fresh("ten-thousand")
        for number in range(count * 10):
            self.write_run(self.many / "runs" / "s" / f"run{number:05}" / "1", 5, 5, 10, number)
        spent = Spent([self.tracker, "list", "runs", "--quiet", "--limit", "1", "--lab", self.many])
        table.row(f"{count * 10:,} runs × 5 steps × 5 metrics, 10 parameters", short(spent.wall), short(spent.cpu), "")
        table = Table("Bytes a point of SQLite", ["", "as taken in", "after `tracker compact`"])
        table.row(f"{points:,} points of one run", self.judge(live, 25), self.judge(after, 14))
        lab = self.fresh("noise")
        self.write_noise(lab / "runs" / "x", points // 10)
        Spent([self.tracker, "list", "runs", "--quiet", "--lab", lab])
        live = self.size(lab) / points
        Spent([self.tracker, "compact", "--lab", lab])
        table.row(f"{points:,} points, values and times all noise", self.judge(live, 25), self.judge(self.size(lab) / points, 14))

    def quickest_fill(self, lab):
        """Taking in all runs of a lab, each time into a fresh store."""
        runs = []
        for _ in range(3):
            for path in lab.glob("tracker.sqlite*"):
                path.unlink()
            runs.append(Spent([self.tracker, "list", "runs", "--quiet", "--limit", "1", "--lab", lab]))
        return min(runs, key=lambda run: run.wall)

    def write_noise(self, folder, steps):
        folder.mkdir(parents=True)
        encoder, noise, now = LineEncoder(), random.Random(1), 1.76e9
        with open(folder / "metrics.jsonl", "wb") as log:
            for step in range(steps):
                now += noise.uniform(0.7, 1.3)
                log.write(encoder.line(step, now, {f"m{i}": noise.gauss(0, 1) for i in range(10)}))

    def size(self, lab):
        return sum(path.stat().st_size for path in lab.glob("tracker.sqlite*") if not path.name.endswith("-shm"))

    # Asking

    def asking(self):
        table = Table("Asking, a cold process each", ["", "quickest ms", "median ms", "CPU ms of the quickest"])
        count = int(1000 * self.scale)
        questions = (
            ("`tracker --version`", ["--version"] if Spent([self.tracker, "--version"], check=False).code == 0 else ["--help"], None, 10),
            (f"list of {count:,} runs, sorted", ["list", "runs", "--sort", "-m0", "--format", "csv"], self.lab, 50),
            ("the same, first 20 as a table", ["list", "runs", "--sort", "-m0", "--limit", "20"], self.lab, 50),
            (f"list of {count * 10:,} runs, sorted", ["list", "runs", "--sort", "-m0", "--format", "csv"], self.many, 150),
            ("one metric of 100 runs", ["history", "m0", "--runs", self.hundred(), "--format", "csv"], self.lab, 30),
        )
        self.ours = {}
        for title, arguments, lab, bar in questions:
            command = [self.tracker, *arguments, *(["--quiet", "--lab", lab] if lab else [])]
            quickest, median = best(command, self.tries * 2)
            self.ours[arguments[0]] = self.ours.get(arguments[0], quickest.wall)
            table.row(title, self.judge(quickest.wall * 1000, bar), short(median * 1000), short(quickest.cpu * 1000))

    def hundred(self):
        return ",".join(self.sql(self.lab, "SELECT id FROM run ORDER BY id LIMIT 100"))

    def peers_storing(self):
        table = Table(
            "The peers: storing runs of 100 steps × 5 metrics with 10 parameters, and asking for them in a cold process",
            ["", "runs stored", "s for 1,000", "/ ours", "list all, ms", "/ ours", "one metric, ms", "/ ours"],
        )
        table.row("ours", f"{int(1000 * self.scale):,}", short(self.ours_fill), "", short(self.ours["list"] * 1000), "",
                  short(self.ours["history"] * 1000), "")  # fmt: skip
        for name in self.peers:
            runs = max(3, int(FILLS[name] * self.scale))
            folder = self.fresh(f"fill-{name}")
            filled = self.peer(name, "fill", folder, runs, 100, 5)
            if not filled:
                continue
            seconds = filled.wall / runs * 1000
            cells = [name, runs, short(seconds), times(seconds, self.ours_fill)]
            for question in ("list", "history"):
                asked = self.peer(name, question, folder)
                if asked and "count" in asked.json:
                    cells += [f"{asked.wall * 1000:,.0f} ({asked.json['count']:,})", times(asked.wall, self.ours[question])]
                else:
                    cells += ["–", "–"]
            table.row(*cells)

    # At once

    def at_once(self):
        lab, steps = self.fresh("at-once"), int(50_000 * self.scale)
        passes, errors = 0, []

        def take_in():
            nonlocal passes
            spent = Spent([self.tracker, "list", "runs", "--limit", "1", "--lab", lab], check=False)
            passes += 1
            if spent.code != 0 or "error" in spent.errors:
                errors.append(spent.errors)

        longest, codes = self.eight("log", lab / "runs", steps, take_in)
        Spent([self.tracker, "list", "runs", "--limit", "1", "--lab", lab])
        found = int(self.sql(lab, "SELECT sum(count) FROM summary JOIN metric ON metric.id = metric_id WHERE name LIKE 'train/%'")[0])
        ours, meanwhile = passes, list(errors)
        bare, _ = self.eight("control", self.fresh("bare"), steps, take_in)
        table = Table("8 processes that log and one that takes in, on a fresh lab", ["", ""])
        table.row("points written", f"{8 * steps * 10:,}")
        table.row("in the store", f"{found:,}")
        table.row("lost", 8 * steps * 10 - found)
        table.row("errors", len(meanwhile) + sum(code != 0 for code in codes))
        table.row("passes of the ingester meanwhile", ours)
        table.row("longest stall of a `log()`, ms", self.judge(longest, 50))
        table.row("the same of a bare write(2) in its place: what the machine itself does, ms", short(bare))

    def eight(self, mode, folder, steps, meanwhile):
        """Eight writers at once: the longest call of any, in ms, and how they ended."""
        writers = [
            subprocess.Popen([str(self.swift), mode, str(folder / f"w{i}"), str(steps)], stdout=subprocess.PIPE)
            for i in range(8)
        ]
        while any(writer.poll() is None for writer in writers):
            meanwhile()
        longest = max(json.loads(writer.stdout.read())["max"] / 1000 for writer in writers)
        return longest, [writer.returncode for writer in writers]

    def run(self):
        parts = {"log": self.logging, "import": self.importing, "crash": self.crash, "ingest": self.ingest, "ask": self.asking,
                 "peers": self.peers_storing,
                 "at-once": self.at_once}  # fmt: skip
        chosen = self.options.parts or list(parts)
        needed = {"ask": ["ingest"], "peers": ["ingest", "ask"]}
        chosen = {name for part in chosen for name in [part, *needed.get(part, [])]}
        for name, part in parts.items():
            if name in chosen:
                part()
        absent = [name for name in self.options.peers if name not in self.peers]
        for name in absent:
            print(f"\nNot installed, so not measured: {name}.")
        for miss in self.misses:
            print(f"\nNot measured: {miss}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs", type=pathlib.Path, required=True)
    parser.add_argument("--venvs", type=pathlib.Path, required=True)
    parser.add_argument("--peers", type=lambda text: [name for name in text.split(",") if name], default=PEERS)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("parts", nargs="*")
    options = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="tracker-benchmark-"))
    load = os.getloadavg()[0]
    print(f"{os.cpu_count()} processors, load {load:.1f} at the start, {time.strftime('%Y-%m-%d')}, Python {sys.version.split()[0]}.")
    if options.quick:
        print("Quick: sizes are a tenth, so no bar is judged.")
    try:
        Benchmark(options, folder).run()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


main()
