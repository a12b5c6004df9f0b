"""Labs to look at, written as a trainer writes them: one run directory a run."""

import hashlib
import json
import math
import pathlib
import random

START = 1_763_873_000


def noise(count, seed=5):
    generator = random.Random(seed)
    return [generator.gauss(0, 1) for _ in range(count)]


def curve(metric, run, points, wobble):
    """A loss that falls, with noise; the same for ours and for every peer."""
    shift = (metric * 31 + run * 997) % (len(wobble) - points)
    scale = points * (1.5 + 0.04 * run)
    return [3 * math.exp(-10 * i / scale) + 0.05 * wobble[i + shift] for i in range(points)]


def series(metrics, runs, points):
    """[metric][run] -> values, at steps 0, 10, 20 …"""
    wobble = noise(points + 20_000)
    return [[[round(value, 6) for value in curve(metric, run, points, wobble)] for run in range(runs)] for metric in range(metrics)]


def settings(run):
    """Eight settings, as a search would draw them."""
    generator = random.Random(run)
    return {
        "optimizer": {"lr": round(10 ** generator.uniform(-5, -2), 7), "weight_decay": round(generator.uniform(0, 0.1), 4),
                      "warmup": generator.choice([0, 100, 500])},
        "projector": {"depth": generator.randrange(2, 7), "kind": generator.choice(["pargo", "mlp", "linear"]),
                      "tokens": generator.choice([16, 64, 144, 288])},
        "lora": {"rank": generator.choice([8, 16, 64, 256])}, "seed": run % 5,
    }


class Lab:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def add(self, sweep, run, lines, end=None):
        """A finished run whose `metrics.jsonl` is `lines`."""
        folder = self.folder / "runs" / sweep / hashlib.sha256(str(run).encode()).hexdigest()[:12] / "1"
        folder.mkdir(parents=True)
        started = START + 60 * run
        (folder / "config.json").write_text(json.dumps(settings(run)))
        (folder / "start.json").write_text(json.dumps({"version": 1, "started_at": started, "host": f"node{run % 8}", "pid": 100 + run}))
        (folder / "metrics.jsonl").write_text(lines)
        code = 1 if run % 29 == 7 else 0
        reason = "failed" if code else "finished"
        (folder / "exit.json").write_text(json.dumps(
            {"version": 1, "code": code, "signal": None, "reason": reason, "finished_at": end or started + 900}))


def lines(columns, every=10):
    """The text of a `metrics.jsonl`: `columns` maps a metric to its values."""
    count = max(map(len, columns.values()))
    return "".join(
        json.dumps({"step": i * every, "time": START + i, "values": {name: values[i] for name, values in columns.items() if i < len(values)}}) + "\n"
        for i in range(count))


def workspace(folder, metrics=24, runs=20, points=1000):
    """`metrics` charts of `runs` curves with `points` points each."""
    lab, data = Lab(folder), series(metrics, runs, points)
    for run in range(runs):
        lab.add("large", run, lines({f"train/m{metric:02}": data[metric][run] for metric in range(metrics)}))


def many(folder, runs, sweeps=1):
    """`runs` runs with a score each, and curves of fifty points."""
    lab, wobble = Lab(folder), noise(20_000)
    for run in range(runs):
        asked = settings(run)
        score = 60 + 8 * math.log10(asked["optimizer"]["lr"] * 1e5 + 1) + asked["projector"]["depth"] + wobble[run % 20_000]
        text = lines({"train/loss": [round(v, 4) for v in curve(0, run % 97, 50, wobble)]})
        text += json.dumps({"step": 500, "time": START + 60, "values": {"eval/score": round(score, 3), "eval/accuracy": round(score / 100, 4)}}) + "\n"
        lab.add("many" if sweeps == 1 else f"sweep-{run % sweeps:03}", run, text)


def long(folder, runs=1000, points=10_000):
    """One curve of `points` points a run; twenty different ones, since their numbers cost the same as a thousand would."""
    lab, data = Lab(folder), series(1, 20, points)[0]
    texts = [lines({"train/loss": values}) for values in data]
    for run in range(runs):
        lab.add("long", run, texts[run % 20])
