"""One sweep of a few tiny trials in a lab of its own, and the ledger in which its trainers sign."""

import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass, field

HERE = pathlib.Path(__file__).resolve().parent
# States that say that a run has no result. `cancelled` is what somebody asked for.
DEAD = ("failed", "crashed", "lost")


@dataclass
class Outcome:
    """How a command ended."""

    code: int
    output: str
    errors: str
    # What kill_at reports: steps, killed, call.
    report: dict = field(default_factory=dict)

    @property
    def was_killed(self):
        return bool(self.report.get("killed"))


@dataclass
class Verdict:
    """What came of a sweep, by the ledger and the far side's exit records, beside what the store says."""

    intended: int
    started: int
    effective: int
    lost: int
    doubled: int
    false_deaths: int
    settled: bool
    details: list

    @property
    def is_right(self):
        return self.settled and not (self.lost or self.doubled or self.false_deaths) and self.effective == self.intended


class Subject:
    def __init__(self, bench, name, trials, *, cluster=None, port=None, transport="libssh2", nap=0.0):
        self.bench, self.name, self.trials, self.cluster = bench, name, trials, cluster
        self.folder = bench.work / name
        self.folder.mkdir()
        self.ledger = bench.ledgers / name
        self.ledger.touch()
        self.ledger.chmod(0o666)
        (self.folder / "trainer.sh").write_text((HERE / "trainer.sh").read_text())
        # Any width does; the names of the sweeps make the keys of different sweeps meet nowhere.
        widths = ", ".join(str(width) for width in range(1, trials + 1))
        (self.folder / "sweep.yaml").write_text(
            f'sweep: {name}\ntrainer: {{command: [sh, trainer.sh, "{{run}}"], code: [trainer.sh], schema: schema.json}}\n'
            f"env: {{export: {{LEDGER: {self.ledger}, NAP: {nap}}}}}\naxes: {{width: [{widths}]}}\n"
        )
        (self.folder / "schema.json").write_text('{"type": "object", "properties": {"width": {"type": "integer"}}}\n')
        if cluster:
            self.describe(port or int(cluster["PORT"]), transport)

    def describe(self, port, transport):
        """Writes what the client needs to know of the cluster."""
        host_key = pathlib.Path(self.cluster["KNOWN_HOSTS"]).read_text().splitlines()[0].split(" ", 1)[1]
        (self.folder / "known_hosts").write_text(f"far {host_key}\n")
        (self.folder / "ssh_config").write_text(
            f"Host far\n  HostName 127.0.0.1\n  Port {port}\n  User {self.cluster['LOGIN']}\n  HostKeyAlias far\n"
            f"  IdentityFile {self.cluster['KEY_FILE']}\n  IdentitiesOnly yes\n"
            f"  UserKnownHostsFile {self.folder}/known_hosts\n  ServerAliveInterval 1\n  ConnectTimeout 5\n"
        )
        self.root = f"/home/{self.cluster['LOGIN']}/pargo-lab-faults/{self.bench.work.name}/{self.name}"
        (self.folder / "clusters.yaml").write_text(
            f"clusters:\n  far: {{kind: slurm, host: far, ssh_config: ssh_config, transport: {transport}, root: {self.root},"
            f" defaults: {{partition: gpu, time: 5m, mem: 20M}}, limits: {{poll_seconds: 1}}}}\n"
        )

    # ---- commands

    def run(self, *words, kill_at=None, pause=None, timeout=120, survivors=False, during=None):
        """Runs `sweep`. With `kill_at`, counts its steps and kills it (or makes it pause) at that one."""
        command = [str(self.bench.program), *words]
        report = self.folder / "report.json"
        report.unlink(missing_ok=True)
        if kill_at is not None:
            options = ["--survivors"] if survivors else []
            options += ["--pause", str(pause)] if pause else []
            command = [sys.executable, str(HERE / "kill_at.py"), *options, "--report", str(report), str(kill_at), *command]
        process = subprocess.Popen(
            command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=self.bench.environment, start_new_session=True,
        )
        try:
            if during:
                during(process)
            output, errors = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            output, errors = process.communicate()
            errors += f"\n(killed after {timeout} s)"
        outcome = Outcome(process.returncode, output, errors, json.loads(report.read_text()) if report.exists() else {})
        with open(self.folder / "commands.log", "a") as log:
            log.write(f"$ sweep {' '.join(words)}  # {outcome.report} -> {outcome.code}\n{output}{errors}\n")
        return outcome

    def submit(self, **options):
        if self.cluster:
            return self.run("submit", "sweep.yaml", "--cluster", "far", **options)
        return self.run("submit", "sweep.yaml", "--slots", "2", survivors=True, **options)

    def status(self, **options):
        return self.run("status", self.name, "--format", "json", **options)

    def settle(self, deadline=90):
        """Does what a user does after a mishap: submits again until everything has a result. Returns how often."""
        end = time.monotonic() + deadline
        submits = 0
        while time.monotonic() < end:
            submits += 1
            self.submit()
            while time.monotonic() < end:
                states = self.states()
                if len(states) == self.trials and all(state == "finished" for state in states):
                    return submits
                # These wait for the user: a run that ended without a result, and one that was never handed over.
                if len(states) < self.trials or any(state in (*DEAD, "created") for state in states):
                    break
                time.sleep(0.5)
            time.sleep(0.3)
        return submits

    def states(self):
        """The state of each trial's latest attempt, as `sweep status` has it."""
        outcome = self.status()
        try:
            rows = json.loads(outcome.output)
        except ValueError:
            return []
        return [row["state"] for row in rows if row["state"] != "not started"]

    # ---- evidence

    def signatures(self):
        """What the ledger says: for each attempt (key, number) how often it started and how often it got to its end."""
        attempts = {}
        for line in self.ledger.read_text().splitlines():
            what, folder = line.split("\t")[:2]
            key, number = pathlib.PurePath(folder).parts[-2:]
            entry = attempts.setdefault((key, int(number)), {"start": 0, "end": 0, "folder": folder})
            entry[what] += 1
        return attempts

    @staticmethod
    def counts(folder):
        """Whether an attempt's own exit record lets it count: an attempt that lost its claim may work on to its end."""
        try:
            record = json.loads((pathlib.Path(folder) / "exit.json").read_text())
        except (OSError, ValueError):
            return False
        return record.get("reason") == "finished" and record.get("code") == 0

    def verdict(self):
        signatures = self.signatures()
        effective = {}
        for (key, number), entry in signatures.items():
            if entry["end"] and self.counts(entry["folder"]):
                effective[key] = effective.get(key, 0) + entry["end"]
        details, false_deaths, settled = [], 0, False
        with sqlite3.connect(f"file:{self.folder}/lab/tracker.sqlite?mode=ro", uri=True) as store:
            final = dict(
                ((key, number), state) for key, number, state in store.execute("SELECT key, attempt, state FROM run")
            )
            finished = {key for (key, _), state in final.items() if state == "finished"}
            settled = len(finished) == self.trials
            deaths = store.execute(
                "SELECT DISTINCT run.key, run.attempt, event.state, event.evidence FROM event JOIN run ON run.id = event.run_id"
                f" WHERE event.state IN {DEAD}"
            )
            for key, number, state, evidence in deaths:
                entry = signatures.get((key, number))
                if entry and entry["end"] and self.counts(entry["folder"]):
                    false_deaths += 1
                    details.append(f"{key}/{number} was called {state} ({evidence}), and had finished")
        for key, times in effective.items():
            if times > 1:
                details.append(f"{key} has {times} effective runs")
        if len(effective) < self.trials:
            details.append(f"{self.trials - len(effective)} of {self.trials} trials have no effective run")
        if not settled:
            details.append(f"the store says {sorted(final.values())}")
        return Verdict(
            intended=self.trials,
            started=sum(entry["start"] for entry in signatures.values()),
            effective=sum(effective.values()),
            lost=self.trials - len(effective),
            doubled=sum(1 for times in effective.values() if times > 1),
            false_deaths=false_deaths,
            settled=settled,
            details=details,
        )
