#!/usr/bin/env python3
"""Measures submission, status and watching; started by `run`, which brings the cluster up. Prints a Markdown table."""

import argparse
import json
import os
import pathlib
import re
import resource
import shutil
import statistics
import subprocess
import time

import far_runs

HERE = pathlib.Path(__file__).resolve().parent
TRIALS = 1000
SIDES = 10


class Bench:
    def __init__(self, options):
        lines = pathlib.Path(options.cluster).read_text().splitlines()
        self.cluster = dict(line.split("=", 1) for line in lines)
        self.folder = pathlib.Path(options.folder)
        self.program = pathlib.Path(options.program).resolve()
        self.root = pathlib.Path(self.cluster["CLUSTER_FOLDER"], "work/submission")
        self.ssh = ["-q", "-F", self.cluster["SSH_CONFIG"], "-o", "BatchMode=yes"]

    def timed(self, command, **options):
        """The seconds that a command takes, those of them that it computes, and what it printed."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        begin = time.monotonic()
        done = subprocess.run(command, capture_output=True, text=True, **options)
        wall = time.monotonic() - begin
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode != 0:
            raise SystemExit(f"{command}: code {done.returncode}\n{done.stdout}{done.stderr}")
        return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout + done.stderr

    def slurm(self, *words):
        return subprocess.run(
            words, env=dict(os.environ, SLURM_CONF=self.cluster["SLURM_CONF"]), capture_output=True, text=True
        ).stdout

    def clear(self):
        """No jobs and nothing of an earlier round on the far side."""
        self.slurm("scancel", "--full", f"--user={self.cluster['LOGIN']}")
        while self.slurm("squeue", "-h", "-t", "PD,R,CG"):
            time.sleep(0.1)
        shutil.rmtree(self.root, ignore_errors=True)

    def sessions(self):
        """How many commands and file transfers the SSH server has begun, by its own log."""
        log = pathlib.Path(self.cluster["CLUSTER_FOLDER"], "log/sshd.out").read_text(errors="replace")
        return len(re.findall(r"Starting session:", log))

    def calls_of_user(self):
        """How many calls of the login user the controller has answered, by its own statistics."""
        text = self.slurm("sdiag")
        found = re.search(rf"^\s*{self.cluster['LOGIN']}\s.*count:(\d+)", text, re.MULTILINE)
        return int(found[1]) if found else 0


class Lab:
    """A lab with a sweep of 1,000 trials, and optionally a big file among the code that is sent."""

    def __init__(self, bench, name, payload, trials=None, nap=1):
        self.bench = bench
        self.folder = bench.folder / name
        self.folder.mkdir()
        (self.folder / "trainer.sh").write_text(f"sleep {nap}\n")
        code = "trainer.sh"
        if payload:
            (self.folder / "weights.bin").write_bytes(os.urandom(payload))
            code += ", weights.bin"
        axis = ", ".join(str(number) for number in range(SIDES))
        axes = trials or f"x: [{axis}], y: [{axis}], z: [{axis}]"
        (self.folder / "sweep.yaml").write_text(
            f"sweep: {name}\ntrainer: {{command: [sh, trainer.sh, '{{run}}'], code: [{code}], schema: schema.json}}\n"
            f"axes: {{{axes}}}\n"
        )
        keys = ", ".join(f'"{key}": {{"type": "integer"}}' for key in "xyz")
        (self.folder / "schema.json").write_text(f'{{"type": "object", "properties": {{{keys}}}}}\n')
        (self.folder / "clusters.yaml").write_text(
            f"clusters:\n  loop: {{kind: slurm, host: loop, ssh_config: {bench.cluster['SSH_CONFIG']}, root: {bench.root},"
            " defaults: {partition: gpu, time: 5m, mem: 20M}}\n"
        )

    def sweep(self, *words):
        return self.bench.timed([self.bench.program, *words], cwd=self.folder)

    def submit(self):
        return self.sweep("submit", "sweep.yaml", "--cluster", "loop", "--rpc")

    def status(self):
        return self.sweep("status", self.folder.name, "--rpc", "--format", "json")


def commands(text):
    """What --rpc says: remote commands and questions to Slurm."""
    found = re.search(r"(\d+) remote commands?, (\d+) questions?", text)
    return int(found[1]), int(found[2])


def size(folder):
    """What arrived there; a file with two names arrived once."""
    files = {path.stat().st_ino: path.stat().st_size for path in folder.rglob("*") if path.is_file()}
    return sum(files.values())


def by_hand(bench, data):
    """What a person types: the files with scp, then one ssh with one sbatch for all."""
    blob = bench.folder / "blob"
    blob.write_bytes(data)
    script = "#!/bin/sh\\n#SBATCH --partition=gpu --time=5 --mem=20M\\nsleep 1\\n"
    copy = ["scp", *bench.ssh, str(blob), "loop:blob"]
    submit = ["ssh", *bench.ssh, "loop", f"printf '{script}' | sbatch --array=0-{TRIALS - 1}"]
    first = bench.timed(copy)
    second = bench.timed(submit)
    bench.clear()
    return first[0] + second[0]


def peer(bench):
    folder = f"/home/{bench.cluster['LOGIN']}/submitit-peer"
    command = f"PYTHONPATH={bench.folder}/peers /usr/bin/python3 - {folder} {TRIALS}"
    script = (HERE / "submitit_peer.py").read_text()
    wall = bench.timed(["ssh", *bench.ssh, "loop", command], input=script)[0]
    bench.clear()
    shutil.rmtree(folder, ignore_errors=True)
    return wall


def submissions(bench, rounds, name, payload):
    """Ours and by hand in turn, so that both meet the same machine."""
    rows = []
    for number in range(rounds):
        lab = Lab(bench, f"{name}{number}", payload)
        sessions = bench.sessions()
        wall, processor, text = lab.submit()
        sessions = bench.sessions() - sessions
        sent = size(bench.root)
        bench.clear()
        hand = by_hand(bench, os.urandom(sent))
        rows.append({
            "ours": wall, "processor": processor, "hand": hand, "ratio": wall / hand, "sent": sent,
            "commands": commands(text), "sessions": sessions,
        })
        shutil.rmtree(lab.folder)
    return rows


def looks(bench, rounds):
    """`sweep status` of 1,000 running runs, each with ten new lines since the last look."""
    lab = Lab(bench, "looks", 0)
    lab.submit()
    directories = far_runs.begin(bench.root, lab.folder / "lab/tracker.sqlite", bench.cluster["LOGIN"])
    lab.status()
    rows = []
    for number in range(rounds):
        far_runs.log(directories, first=1 + 10 * number, lines=10)
        sessions, calls = bench.sessions(), bench.calls_of_user()
        wall, processor, text = lab.status()
        running = sum(row["state"] == "running" for row in json.loads(text[text.index("[") : text.rindex("]") + 1]))
        if running != TRIALS:
            raise SystemExit(f"status sees {running} of {TRIALS} running")
        rows.append({
            "wall": wall, "processor": processor, "commands": commands(text), "sessions": bench.sessions() - sessions,
            "calls": bench.calls_of_user() - calls,
        })
    points = far_runs.points(lab.folder / "lab/tracker.sqlite")
    if points != TRIALS * 10 * rounds:
        raise SystemExit(f"{points} points in the store instead of {TRIALS * 10 * rounds}")
    bench.clear()
    return rows


def watching(bench, seconds):
    """`sweep watch` over running jobs for some minutes, with the least time between two questions as it is unless told."""
    bench.slurm("scontrol", "update", "PartitionName=gpu", "State=UP")
    lab = Lab(bench, "watched", 0, trials="x: [1, 2, 3, 4], y: [1, 2], z: [1, 2]", nap=seconds + 60)
    lab.submit()
    while len(bench.slurm("squeue", "-h", "-r", "-t", "R").splitlines()) < 16:
        time.sleep(0.2)
    # Until the store knows that all of them run, Slurm is asked when they are due.
    before, sessions, begin = bench.calls_of_user(), bench.sessions(), time.monotonic()
    watch = subprocess.Popen(
        [bench.program, "watch", "watched", "--every", "5", "--quiet"], cwd=lab.folder, stdout=subprocess.DEVNULL
    )
    time.sleep(seconds)
    calls, sessions = bench.calls_of_user() - before, bench.sessions() - sessions
    minutes = (time.monotonic() - begin) / 60
    watch.terminate()
    watch.wait()
    bench.clear()
    return {"calls": calls, "minutes": minutes, "sessions": sessions}


def spread(rows, key):
    values = [row[key] for row in rows]
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f})"


def print_submissions(small, big, peers):
    print("| what | ours, s | by hand (scp, ssh sbatch), s | ratio | of it computing, s | remote commands | bytes |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for name, rows in (("1,000 trials", small), ("1,000 trials and 40 MB of code", big)):
        last = rows[-1]
        cells = [
            name, spread(rows, "ours"), spread(rows, "hand"), spread(rows, "ratio"), spread(rows, "processor"),
            f"{last['commands'][0]} by our count, {last['sessions']} by sshd's log", f"{last['sent']:,}",
        ]
        print("| " + " | ".join(cells) + " |")
    print(f"\nsubmitit 1.5.4, 1,000 jobs in one array, by one ssh on the login node: {peers} s.", flush=True)


def print_looks(status):
    last = status[-1]
    print(
        f"\n`sweep status` of 1,000 running runs with 10 new lines each: {spread(status, 'wall')} s, of it computing"
        f" {spread(status, 'processor')} s; {last['commands'][0]} remote commands ({last['sessions']} by sshd's log),"
        f" {max(row['calls'] for row in status)} calls to Slurm's controller."
    )


def print_watching(watched):
    print(
        f"\n`sweep watch` of 16 running jobs, a look every 5 s: {watched['calls']} calls to Slurm's controller in"
        f" {watched['minutes']:.1f} min, {watched['calls'] / watched['minutes']:.2f} a minute;"
        f" {watched['sessions']} remote commands over one connection."
    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", action="append", choices=["submit", "status", "watch"])
    parser.add_argument("--watch", type=float, default=180, help="for how many seconds")
    parser.add_argument("--program", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("cluster")
    options = parser.parse_args()
    bench = Bench(options)
    # Jobs are accepted and wait, so that none of them runs while something is timed.
    bench.slurm("scontrol", "update", "PartitionName=gpu", "State=DOWN")
    bench.clear()
    parts = options.only or ["submit", "status", "watch"]
    if "submit" in parts:
        small = submissions(bench, options.rounds, "small", 0)
        big = submissions(bench, options.rounds, "big", 40_000_000)
        walls = [{"wall": peer(bench)} for _ in range(options.rounds)]
        print_submissions(small, big, spread(walls, "wall"))
    if "status" in parts:
        print_looks(looks(bench, options.rounds))
    if "watch" in parts:
        print_watching(watching(bench, options.watch))


if __name__ == "__main__":
    main()
