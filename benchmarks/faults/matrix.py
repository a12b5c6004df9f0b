#!/usr/bin/env python3
"""Injects faults into sweeps on the test cluster, lets a user's next command recover, and counts what really ran.

    matrix.py [--short] [--only WORD]... [--trials N] [--workers N] [--seed N] --program SWEEP --sbatch DIR CLUSTER_ENV...

Started by `run`, which brings the clusters up. Rounds that need a cluster's daemons for themselves take turns on the second
and later ones, all others share the first. Prints a table, and everything that came out wrong; exit code 1 then.
"""

import argparse
import collections
import concurrent.futures
import itertools
import os
import pathlib
import queue
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
from daemons import Daemons, Operator
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
    """What all rounds on one cluster share. Sweeps of all clusters lie in one folder and have different names."""

    numbers = itertools.count()
    started = time.monotonic()

    def __init__(self, options, work, cluster):
        self.options, self.work = options, work
        self.cluster = dict(line.split("=", 1) for line in pathlib.Path(cluster).read_text().splitlines())
        self.program = pathlib.Path(options.program).resolve()
        self.ledgers = work / "ledgers"
        self.random = random.Random(options.seed)
        self.sbatch = pathlib.Path(options.sbatch)
        self.daemons = Daemons(cluster, self.cluster)
        # Nothing of the machine's own labs and SSH settings.
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(self.work), "NO_COLOR": "1", "LANG": "C.UTF-8"}

    def subject(self, *, on_cluster=True, **options):
        """A new sweep in a new lab."""
        options.setdefault("trials", self.options.trials)
        return Subject(self, f"f{next(self.numbers):05d}x", cluster=self.cluster if on_cluster else None, **options)

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


def print_table(tallies, seconds):
    header = ["fault", "injected", "intended runs", "effective runs per intended", "false deaths", "recovered by", "s"]
    print("| " + " | ".join(header) + " |")
    print("|---|---:|---:|---:|---:|---|---:|")
    total = Tally()
    for name, tally in tallies.items():
        print_row(name, tally)
        for key in ("injected", "intended", "effective", "lost", "doubled", "false_deaths"):
            setattr(total, key, getattr(total, key) + getattr(tally, key))
        total.submits.update(tally.submits)
    total.seconds = seconds
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


def work_folder():
    """Where the sweeps' labs and ledgers lie; trainers sign as the user of the cluster."""
    work = pathlib.Path(tempfile.mkdtemp(prefix="faults.", dir="/tmp"))
    work.chmod(0o755)
    (work / "ledgers").mkdir()
    (work / "ledgers").chmod(0o777)
    return work


def chosen(options):
    """The kinds to do."""
    kinds = [*kill_faults.KINDS, *connection_faults.KINDS, *sbatch_faults.KINDS, *cluster_faults.KINDS]
    if subprocess.run([sys.executable, HERE / "kill_at.py", "0", "true"], capture_output=True).returncode != 0:
        print("SKIPPED: killing the client at each step: this machine lets no program trace another", file=sys.stderr)
        kinds = [kind for kind in kinds if kind not in kill_faults.KINDS]
    return [kind for kind in kinds if not options.only or any(word in kind.name for word in options.only)]


def work_off(bench, waiting, tallies):
    """One cluster's part: kind after kind until none waits."""
    with Operator(bench.daemons):
        while True:
            try:
                kind = waiting.get_nowait()
            except queue.Empty:
                return
            tallies[kind.name] = measure(bench, kind)


def inject(kinds, benches):
    """All kinds, side by side on the clusters that there are; the tallies in the order of the kinds."""
    shared, alone = queue.SimpleQueue(), queue.SimpleQueue()
    for kind in kinds:
        (alone if kind.alone and len(benches) > 1 else shared).put(kind)
    tallies = {}
    with concurrent.futures.ThreadPoolExecutor(len(benches)) as pool:
        parts = [pool.submit(work_off, benches[0], shared, tallies)]
        parts += [pool.submit(work_off, bench, alone, tallies) for bench in benches[1:]]
        for part in parts:
            part.result()
    return {kind.name: tallies[kind.name] for kind in kinds}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--trials", type=int, default=4)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--program", required=True)
    parser.add_argument("--sbatch", required=True, help="the folder with the sbatch that stands first on the clusters' path")
    parser.add_argument("clusters", nargs="+")
    options = parser.parse_args()
    work = work_folder()
    begin = time.monotonic()
    tallies = inject(chosen(options), [Bench(options, work, cluster) for cluster in options.clusters])
    print_table(tallies, time.monotonic() - begin)
    wrong = [line for tally in tallies.values() for line in tally.wrong]
    for line in wrong:
        print(f"WRONG: {line}")
    if wrong:
        print(f"The folders of what went wrong are kept in {work}.")
        sys.exit(1)
    shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
