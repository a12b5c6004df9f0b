"""A peer, measured in a process of its own, with the same calls as ours.

    peers.py PEER log FOLDER STEPS            one run of 10 values a step, each call timed
    peers.py PEER fill FOLDER RUNS STEPS METRICS    whole runs with ten parameters each
    peers.py PEER list FOLDER                 all runs with parameters and last values, sorted by m0
    peers.py PEER history FOLDER              metric m0 of (up to) a hundred runs
    peers.py PEER until-killed FOLDER ACKNOWLEDGED
    peers.py PEER count FOLDER                points that can be read back

Prints one JSON object on the last line.
"""

import glob
import json
import os
import struct
import sys
import time

os.environ.update(WANDB_MODE="offline", WANDB_SILENT="true", WANDB_CONSOLE="off", GIT_PYTHON_REFRESH="quiet")
os.environ.update(TRACKIO_SHOW_SETUP_MESSAGE="0", MLFLOW_DISABLE_TELEMETRY="true", DO_NOT_TRACK="1")


class TensorBoard:
    """Event files; one event a step with all its values, which is its fastest way."""

    def __init__(self, folder):
        self.folder = folder

    def start(self, name, params):
        from tensorboard.compat.proto import event_pb2, summary_pb2
        from tensorboard.summary.writer.event_file_writer import EventFileWriter

        self.event, self.summary = event_pb2.Event, summary_pb2.Summary
        self.writer = EventFileWriter(os.path.join(self.folder, name))
        with open(os.path.join(self.folder, name, "params.json"), "w") as file:
            json.dump(params, file)

    def log(self, values, step):
        value = self.summary.Value
        summary = self.summary(value=[value(tag=tag, simple_value=number) for tag, number in values.items()])
        self.writer.add_event(self.event(wall_time=time.time(), step=step, summary=summary))

    def finish(self):
        self.writer.close()

    def read(self, folder):
        from tensorboard.backend.event_processing.event_file_loader import EventFileLoader

        series = {}
        for path in sorted(glob.glob(os.path.join(folder, "events*"))):
            for event in EventFileLoader(path).Load():
                for value in event.summary.value:
                    number = value.simple_value or (value.tensor.float_val[0] if value.tensor.float_val else 0.0)
                    series.setdefault(value.tag, {})[event.step] = number
        return series

    def runs(self):
        return sorted(entry.path for entry in os.scandir(self.folder) if entry.is_dir())

    def list(self):
        rows = []
        for folder in self.runs():
            with open(os.path.join(folder, "params.json")) as file:
                params = json.load(file)
            last = {tag: points[max(points)] for tag, points in self.read(folder).items()}
            rows.append((last["m0"], params, last))
        return sorted(rows, key=lambda row: row[0])

    def history(self):
        return sum(len(self.read(folder)["m0"]) for folder in self.runs()[:100])

    def count(self):
        return sum(len(points) for folder in self.runs() for points in self.read(folder).values())


class TensorBoardX(TensorBoard):
    def start(self, name, params):
        from tensorboardX import SummaryWriter

        self.writer = SummaryWriter(os.path.join(self.folder, name))
        with open(os.path.join(self.folder, name, "params.json"), "w") as file:
            json.dump(params, file)

    def log(self, values, step):
        for tag, number in values.items():
            self.writer.add_scalar(tag, number, step)

    read = None
    list = history = count = None


class Trackio:
    def __init__(self, folder):
        os.environ["TRACKIO_DIR"] = folder
        self.folder = folder

    def start(self, name, params):
        import trackio

        self.module = trackio
        with open(os.devnull, "w") as null:
            shown, sys.stdout = sys.stdout, null
            trackio.init(project="bench", name=name, config=params)
            sys.stdout = shown

    def log(self, values, step):
        self.module.log(values, step=step)

    def finish(self):
        with open(os.devnull, "w") as null:
            shown, sys.stdout = sys.stdout, null
            self.module.finish()
            sys.stdout = shown

    def rows(self, sql):
        import sqlite3

        path = glob.glob(os.path.join(self.folder, "**", "bench.db"), recursive=True)[0]
        return sqlite3.connect(path).execute(sql).fetchall()

    def list(self):
        last = self.rows("SELECT run_name, metrics, max(step) FROM metrics GROUP BY run_name")
        params = dict(self.rows("SELECT run_name, config FROM configs"))
        rows = [(json.loads(metrics), json.loads(params.get(name, "{}"))) for name, metrics, _ in last]
        return sorted(rows, key=lambda row: row[0]["m0"])

    def history(self):
        rows = self.rows("SELECT metrics FROM metrics WHERE run_name IN (SELECT DISTINCT run_name FROM metrics LIMIT 100)")
        return len([json.loads(metrics)["m0"] for (metrics,) in rows])

    def count(self):
        return sum(len(json.loads(metrics)) for (metrics,) in self.rows("SELECT metrics FROM metrics"))


class MLflow:
    """The SQLite store; log_metrics is the call a training loop makes."""

    def __init__(self, folder):
        import logging

        import mlflow

        logging.getLogger("alembic").setLevel(logging.ERROR)
        logging.getLogger("mlflow").setLevel(logging.ERROR)
        self.module = mlflow
        mlflow.set_tracking_uri(f"sqlite:///{folder}/mlflow.db")

    def start(self, name, params):
        self.module.start_run(run_name=name)
        self.module.log_params(params)

    def log(self, values, step):
        self.module.log_metrics(values, step=step)

    def finish(self):
        self.module.end_run()

    def runs(self):
        return self.module.search_runs(output_format="list", order_by=["metrics.m0"], max_results=50000)

    def list(self):
        return [(run.data.params, run.data.metrics) for run in self.runs()]

    def history(self):
        client = self.module.MlflowClient()
        return sum(len(client.get_metric_history(run.info.run_id, "m0")) for run in self.runs()[:100])

    def count(self):
        client = self.module.MlflowClient()
        return sum(len(client.get_metric_history(r.info.run_id, key)) for r in self.runs() for key in r.data.metrics)


class WandB:
    """Offline runs; there is no way to query them, so nothing is read back here."""

    def __init__(self, folder):
        self.folder = folder

    def start(self, name, params):
        import wandb

        self.run = wandb.init(project="bench", name=name, config=params, dir=self.folder, mode="offline")

    def log(self, values, step):
        self.run.log(values, step=step)

    def finish(self):
        self.run.finish()

    list = history = count = None


class Aim:
    def __init__(self, folder):
        self.folder = folder

    def start(self, name, params):
        from aim import Run

        self.run = Run(repo=self.folder, system_tracking_interval=None, capture_terminal_logs=False)
        self.run["params"] = params

    def log(self, values, step):
        self.run.track(values, step=step)

    def finish(self):
        self.run.close()

    list = history = count = None


PEERS = {"tensorboard": TensorBoard, "tensorboardX": TensorBoardX, "trackio": Trackio, "mlflow": MLflow, "wandb": WandB,
         "aim": Aim}  # fmt: skip


def sample(step, count, prefix="train/metric_"):
    return {f"{prefix}{i}": i + 1 / (step + 3) for i in range(count)}


def log(peer, steps):
    peer.start("first", {})
    for step in range(20):  # What is set up at the first calls is no part of a call.
        peer.log(sample(step, 10), step)
    spent, begin, cpu = [], time.perf_counter(), time.process_time()
    for step in range(20, steps):
        values = sample(step, 10)
        start = time.perf_counter_ns()
        peer.log(values, step)
        spent.append(time.perf_counter_ns() - start)
    peer.finish()
    seconds = time.perf_counter() - begin
    spent.sort()
    return {"p50": spent[len(spent) // 2] / 1000, "p99": spent[len(spent) * 99 // 100] / 1000, "max": spent[-1] / 1000,
            "points_per_s": len(spent) * 10 / seconds, "cpu_s": time.process_time() - cpu}  # fmt: skip


def fill(peer, runs, steps, metrics):
    begin = time.perf_counter()
    for run in range(runs):
        peer.start(f"run{run:05}", {f"p{i}": (run * 7 + i) % 13 for i in range(10)})
        for step in range(steps):
            peer.log({f"m{i}": run + i + 1 / (step + 3) for i in range(metrics)}, step)
        peer.finish()
    return {"seconds": time.perf_counter() - begin}


def until_killed(peer, path):
    acknowledged = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    peer.start("first", {})
    step = 0
    while True:
        peer.log(sample(step, 10), step)
        step += 1
        os.pwrite(acknowledged, struct.pack("<q", step), 0)
        time.sleep(0.002)


def main():
    name, mode, folder, *rest = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    peer = PEERS[name](folder)
    if mode == "log":
        result = log(peer, int(rest[0]))
    elif mode == "fill":
        result = fill(peer, *map(int, rest))
    elif mode == "until-killed":
        until_killed(peer, rest[0])
    else:
        query = getattr(peer, mode)
        if query is None:
            result = {"missing": "no way to ask"}
        else:
            start = time.perf_counter()
            found = query()
            result = {"count": found if isinstance(found, int) else len(found), "in_process_s": time.perf_counter() - start}
    print(json.dumps(result), flush=True)


main()
