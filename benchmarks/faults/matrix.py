#!/usr/bin/env python3
"""Injects faults into sweeps on the test cluster, lets a user's next command recover, and counts what really ran.

    matrix.py [--short] [--only WORD]... [--trials N] [--workers N] [--seed N] --program SWEEP --sbatch DIR CLUSTER_ENV

Started by `run`, which brings the cluster up. Prints a table, and everything that came out wrong; exit code 1 then.
"""

import argparse
import collections
import concurrent.futures
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass, field

import cluster_faults
import connection_faults
import kill_faults
import sbatch_faults
from daemons import Daemons
from subject import HERE, Subject


@dataclass
class Tally:
    injected: int = 0
    intended: int = 0
    started: int = 0
    effective: int = 0
    lost: int = 0
    doubled: int = 0
    false_deaths: int = 0
    unsettled: int = 0
    seconds: float = 0
    submits: collections.Counter = field(default_factory=collections.Counter)
    wrong: list = field(default_factory=list)

    def add(self, verdict, injected, submits):
        self.injected += injected
        self.intended += verdict.intended
        self.started += verdict.started
        self.effective += verdict.effective
        self.lost += verdict.lost
        self.doubled += verdict.doubled
        self.false_deaths += verdict.false_deaths
        self.unsettled += not verdict.settled
        self.submits[submits] += 1


class Bench:
    """What all rounds share."""

    def __init__(self, options, cluster):
        self.options, self.cluster = options, cluster
        self.program = pathlib.Path(options.program).resolve()
        self.work = pathlib.Path(tempfile.mkdtemp(prefix="faults.", dir="/tmp"))
        self.work.chmod(0o755)
        self.ledgers = self.work / "ledgers"
        self.ledgers.mkdir()
        self.ledgers.chmod(0o777)
        self.random = random.Random(options.seed)
        self.sbatch = pathlib.Path(options.sbatch)
        self.daemons = Daemons(options.cluster, cluster)
        # Nothing of the machine's own labs and SSH settings.
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(self.work), "NO_COLOR": "1", "LANG": "C.UTF-8"}
        self.names = (f"f{number:05d}x" for number in range(100_000))
        self.started = time.monotonic()

    def subject(self, *, on_cluster=True, **options):
        """A new sweep in a new lab."""
        options.setdefault("trials", self.options.trials)
        return Subject(self, next(self.names), cluster=self.cluster if on_cluster else None, **options)

    def choose(self, numbers, short):
        """All of them; in the short form so many, drawn."""
        numbers = list(numbers)
        if not self.options.short or len(numbers) <= short:
            return numbers
        return sorted(self.random.sample(numbers, short))

    def say(self, text):
        print(f"{time.monotonic() - self.started:7.1f} s  {text}", file=sys.stderr, flush=True)


def judge(bench, tally, outcome, kind):
    """Counts a round, and keeps what went wrong for the end."""
    rounds = outcome if isinstance(outcome, list) else [outcome]
    for one in rounds:
        verdict = one.subject.verdict()
        # A fault that did not come to pass is not counted; that all is well is looked at all the same.
        if any(other.injected for other in rounds):
            tally.add(verdict, one.injected, one.submits)
        if verdict.is_right:
            clean_up(one.subject)
        else:
            tally.wrong.append(f"{kind}, {one.label}, {one.subject.folder}: {'; '.join(verdict.details)}")
            bench.say(f"WRONG {tally.wrong[-1]}")


def clean_up(subject):
    shutil.rmtree(subject.folder, ignore_errors=True)
    if subject.cluster:
        shutil.rmtree(subject.root, ignore_errors=True)


def measure(bench, kind):
    """All rounds of a kind: those that share nothing side by side, the others one after another."""
    tally = Tally()
    begin = time.monotonic()
    rounds = list(kind.rounds(bench))
    workers = 1 if kind.alone else bench.options.workers
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        for future in concurrent.futures.as_completed([pool.submit(one) for one in rounds]):
            try:
                judge(bench, tally, future.result(), kind.name)
            except Exception:  # one broken round must not hide the others
                tally.wrong.append(f"{kind.name}: {traceback.format_exc()}")
                bench.say(f"BROKEN {tally.wrong[-1]}")
    tally.seconds = time.monotonic() - begin
    bench.say(f"{kind.name}: {tally.injected} faults in {tally.seconds:.0f} s, {len(tally.wrong)} wrong")
    return tally


def print_table(tallies):
    header = ["fault", "injected", "intended runs", "effective runs per intended", "false deaths", "recovered by", "s"]
    print("| " + " | ".join(header) + " |")
    print("|---|---:|---:|---:|---:|---|---:|")
    total = Tally()
    for name, tally in tallies.items():
        print_row(name, tally)
        for key in ("injected", "intended", "effective", "false_deaths", "seconds"):
            setattr(total, key, getattr(total, key) + getattr(tally, key))
        total.submits.update(tally.submits)
    print_row("**all**", total)


def print_row(name, tally):
    ratio = f"{tally.effective / tally.intended:.3f}" if tally.intended else "-"
    if tally.lost or tally.doubled:
        ratio += f" ({tally.lost} lost, {tally.doubled} doubled)"
    how = ", ".join(
        f"{'one more' if count == 1 else count} submit{'s' if count > 1 else ''}: {times}"
        for count, times in sorted(tally.submits.items())
    )
    cells = [name, tally.injected, tally.intended, ratio, tally.false_deaths, how, f"{tally.seconds:.0f}"]
    print("| " + " | ".join(str(cell) for cell in cells) + " |")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--trials", type=int, default=4)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--program", required=True)
    parser.add_argument("--sbatch", required=True, help="the folder with the sbatch that stands first on the cluster's path")
    parser.add_argument("cluster")
    options = parser.parse_args()
    lines = pathlib.Path(options.cluster).read_text().splitlines()
    bench = Bench(options, dict(line.split("=", 1) for line in lines))
    kinds = [*kill_faults.KINDS, *connection_faults.KINDS, *sbatch_faults.KINDS, *cluster_faults.KINDS]
    if subprocess.run([sys.executable, HERE / "kill_at.py", "0", "true"], capture_output=True).returncode != 0:
        bench.say("SKIPPED: killing the client at each step, because this machine does not let one program trace another")
        kinds = [kind for kind in kinds if kind not in kill_faults.KINDS]
    tallies = {}
    for kind in kinds:
        if not options.only or any(word in kind.name for word in options.only):
            tallies[kind.name] = measure(bench, kind)
    print_table(tallies)
    wrong = [line for tally in tallies.values() for line in tally.wrong]
    for line in wrong:
        print(f"WRONG: {line}")
    if wrong:
        print(f"The folders of what went wrong are kept in {bench.work}.")
        sys.exit(1)
    shutil.rmtree(bench.work, ignore_errors=True)


if __name__ == "__main__":
    main()
