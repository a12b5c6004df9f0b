"""Writes run directories as 1,000 running trials would, so that looking at them can be measured without running them."""

import json
import os
import shutil
import sqlite3
import time


def begin(root, store, user):
    """Claims, start records and heartbeats for every run of the store; returns the directories on the far side."""
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as database:
        rows = database.execute("SELECT directory, token FROM run").fetchall()
    directories = []
    for number, (directory, token) in enumerate(rows):
        folder = root / directory
        folder.mkdir(parents=True, exist_ok=True)
        now = time.time()
        claim = {
            "version": 1, "token": token, "host": "node", "boot_id": "elsewhere", "pid": 1 + number, "start_ticks": 1, "at": now,
        }
        (folder / "config.json").write_text("{}\n")
        (folder / "claim").write_text(json.dumps(claim) + "\n")
        (folder / "start.json").write_text(
            json.dumps({"version": 1, "started_at": now, "host": "node", "pid": 1 + number}) + "\n"
        )
        (folder / "log.txt").write_text("started\n")
        (folder / "metrics.jsonl").touch()
        directories.append(folder)
    beat(directories)
    for folder, _, files in os.walk(root):
        shutil.chown(folder, user, user)
        for file in files:
            shutil.chown(os.path.join(folder, file), user, user)
    return directories


def beat(directories):
    for folder in directories:
        (folder / "heartbeat").write_text(f"{time.time():.3f}\n")


def log(directories, first, lines):
    """So many further lines in each run's metrics, of three values each."""
    for folder in directories:
        with open(folder / "metrics.jsonl", "a") as file:
            for step in range(first, first + lines):
                values = {"train/loss": 1 / step, "train/lr": 1e-4, "train/grad_norm": 0.5 + 1 / step}
                file.write(json.dumps({"step": step, "time": time.time(), "values": values}) + "\n")
    beat(directories)


def points(store):
    """How many points of one metric the store has."""
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as database:
        return database.execute(
            "SELECT coalesce(sum(summary.count), 0) FROM summary JOIN metric ON metric.id = summary.metric_id"
            " WHERE metric.name = 'train/loss'"
        ).fetchone()[0]
