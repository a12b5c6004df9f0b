"""Writes the fixtures of the importers' tests with the real packages; the results are committed.

    python -m venv /tmp/peers
    /tmp/peers/bin/pip install -r requirements.txt
    mkdir /tmp/imported && cp make.py /tmp/imported && /tmp/peers/bin/python /tmp/imported/make.py

The folders appear beside the script, which is run from a copy because W&B notes its path. Each package logs the same two runs: `a` ends well, `b` is cut short or fails. What the tests expect of them is in
ImportFixtureTests.swift; the numbers are chosen so that 32-bit floats hold them exactly.
"""

import csv
import math
import os
import pathlib
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
STEPS = 5
CONFIG = {"lr": 0.5, "depth": 4, "kind": "pargo", "bias": True}


def loss(step):
    return 2.0 - 0.25 * step


def fresh(name):
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def tensorboard():
    """Old scalars (`simple_value`), the tensors that TensorFlow 2 writes, and the hparams plugin."""
    from tensorboard.compat.proto import event_pb2, summary_pb2
    from tensorboard.plugins.scalar import summary_v2 as scalar
    from tensorboard.summary.writer.event_file_writer import EventFileWriter
    from tensorboardX import SummaryWriter
    from tensorboardX.summary import hparams

    folder = fresh("tensorboard")
    writer = EventFileWriter(str(folder / "a"), filename_suffix=".a")
    _, start, end = (summary_pb2.Summary.FromString(part.SerializeToString()) for part in hparams(CONFIG, {}))
    writer.add_event(event_pb2.Event(wall_time=1000, summary=start))
    for step in range(STEPS):
        value = summary_pb2.Summary.Value(tag="train/loss", simple_value=loss(step))
        writer.add_event(event_pb2.Event(wall_time=1000 + step, step=step, summary=summary_pb2.Summary(value=[value])))
        tensor = scalar.scalar_pb("eval/score", 10.0 * step)
        writer.add_event(event_pb2.Event(wall_time=1000 + step, step=step, summary=tensor))
    writer.add_event(event_pb2.Event(wall_time=1010, summary=end))
    writer.close()

    # A folder with two event files, as after a restart, by tensorboardX; the second goes back to step 3.
    for part, steps in (("1", range(0, 5)), ("2", range(3, 5))):
        writer = SummaryWriter(str(folder / "group" / "b"), filename_suffix=f".{part}")
        for step in steps:
            value = math.nan if (part, step) == ("2", 4) else loss(step) + (8 if part == "2" else 0)
            writer.add_scalar("train/loss", value, step, walltime=2000 + 100 * int(part) + step)
        writer.add_text("note", "text is no metric", 0)
        writer.add_histogram("weights", [1, 2, 3], 0)
        writer.close()
    for index, path in enumerate(sorted(folder.rglob("events.*"))):
        path.rename(path.with_name(f"events.out.tfevents.{1000 + index}.host.1.{index}"))


def wandb():
    import wandb as peer

    folder = fresh("wandb")
    os.environ.update(WANDB_MODE="offline", WANDB_SILENT="true", WANDB_DISABLE_GIT="true", WANDB_DIR=str(folder))
    for name, code in (("a", 0), ("b", 3)):
        run = peer.init(
            project="tokens",
            name=f"run {name}",
            id=f"id{name}",
            group="seeds",
            tags=["paper", name],
            notes=f"note of {name}",
            config={**CONFIG, "nested": {"width": [1, 2], "none": None}},
            settings=peer.Settings(x_disable_stats=True, x_disable_meta=False, console="off", disable_git=True),
        )
        for step in range(STEPS):
            values = {"train/loss": loss(step), "nested": {"score": 10 * step}, "text": "no metric"}
            if step == 2:
                # Longer than a block of the log: cut into pieces.
                values["text"] = "no metric " * 4000
            if step == 4 and name == "b":
                values["train/loss"] = math.nan
            run.log(values)
        run.log({"late": math.inf}, step=100)
        run.finish(exit_code=code)
    # Only the logs are read; the rest names this machine.
    for run in sorted((folder / "wandb").glob("offline-run-*")):
        target = folder / "wandb" / f"offline-run-20260101_000000-{run.name[-3:]}"
        target.mkdir()
        shutil.copy(next(run.glob("*.wandb")), target)
        shutil.rmtree(run)
    for rest in (folder / "wandb").iterdir():
        if not rest.name.startswith("offline-run-"):
            shutil.rmtree(rest) if rest.is_dir() and not rest.is_symlink() else rest.unlink()


def mlflow(kind):
    import mlflow as peer
    from mlflow.entities import Metric, Param, RunTag
    from mlflow.tracking import MlflowClient

    os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"
    folder = fresh(f"mlflow-{kind}")
    uri = f"sqlite:///{folder}/mlflow.db" if kind == "sqlite" else f"file:{folder}/mlruns"
    client = MlflowClient(uri)
    experiment = client.create_experiment("tokens", artifact_location="file:///nowhere")
    for name, status in (("a", "FINISHED"), ("b", "FAILED"), ("c", None)):
        run = client.create_run(experiment, start_time=1_000_000, run_name=f"run {name}").info.run_id
        points = [Metric("train/loss", loss(step), 1_000_000 + 1000 * step, step) for step in range(STEPS)]
        points += [Metric("score", value, 1_004_000, 4) for value in (math.nan if name == "b" else 40.0, math.inf)]
        points[-1] = Metric("peak", math.inf, 1_004_000, 4)
        parameters = [Param(key, str(value)) for key, value in CONFIG.items()]
        tags = [RunTag("paper", "yes"), RunTag("mlflow.note.content", f"note of {name}")]
        client.log_batch(run, metrics=points, params=parameters, tags=tags)
        if status:
            client.set_terminated(run, status, end_time=1_010_000)
    gone = client.create_run(experiment, start_time=1_000_000, run_name="deleted").info.run_id
    client.delete_run(gone)
    if kind == "sqlite":
        keep_what_is_read(folder / "mlflow.db")


def keep_what_is_read(path):
    """Drops the empty tables of MLflow's other features, which take 0.9 MB."""
    import sqlite3

    kept = {"experiments", "runs", "metrics", "latest_metrics", "params", "tags", "experiment_tags", "alembic_version"}
    database = sqlite3.connect(path)
    database.execute("PRAGMA foreign_keys = OFF")
    names = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    for name in names:
        if name not in kept and not name.startswith("sqlite_"):
            database.execute(f'DROP TABLE "{name}"')
    database.commit()
    database.execute("VACUUM")
    database.close()


def tables():
    folder = fresh("csv")
    with open(folder / "wide.csv", "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["run", "lr", "kind", "step", "train/loss", "score"])
        for run, rate in (("a", 0.5), ("b", 0.25)):
            for step in range(STEPS):
                value = "" if step == 2 else ("nan" if (run, step) == ("b", 4) else loss(step))
                writer.writerow([run, rate, 'with, comma and "quotes"', step, value, 10 * step])
    with open(folder / "long.csv", "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["experiment", "metric", "epoch", "value", "when"])
        for run in ("a", "b"):
            for step in range(STEPS):
                writer.writerow([run, "train/loss", step, loss(step), 1000 + step])
                writer.writerow([run, "score", step, 10 * step, 1000 + step])


if __name__ == "__main__":
    chosen = sys.argv[1:] or ["tensorboard", "wandb", "mlflow-sqlite", "mlflow-files", "csv"]
    makers = {"tensorboard": tensorboard, "wandb": wandb, "csv": tables}
    makers["mlflow-sqlite"] = lambda: mlflow("sqlite")
    makers["mlflow-files"] = lambda: mlflow("files")
    for name in chosen:
        makers[name]()
        print(name, "done")
