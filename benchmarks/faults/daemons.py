"""The daemons of the test cluster, and its queue, as root sees them."""

import os
import pathlib
import signal
import subprocess
import threading
import time

RESTART = pathlib.Path(__file__).resolve().parents[2] / "Tests/Cluster/restart"


class Daemons:
    def __init__(self, path, cluster):
        self.path, self.cluster = path, cluster
        self.environment = dict(os.environ, SLURM_CONF=cluster["SLURM_CONF"])

    def pid(self, name):
        for line in pathlib.Path(self.cluster["CLUSTER_PIDS"]).read_text().splitlines():
            if line.split()[0] == name:
                return int(line.split()[1])
        raise LookupError(name)

    def signal(self, name, number):
        os.kill(self.pid(name), number)

    def restart(self, name):
        subprocess.run([RESTART, name, self.path], check=True)

    def slurm(self, *words, timeout=15):
        done = subprocess.run(words, env=self.environment, capture_output=True, text=True, timeout=timeout)
        return done.stdout

    def await_up(self, seconds=20):
        """Waits until the controller answers."""
        end = time.monotonic() + seconds
        while "UP" not in self.slurm("scontrol", "ping") and time.monotonic() < end:
            time.sleep(0.1)

    def await_nodes(self, seconds=40):
        """Waits until all nodes take jobs again."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            states = self.slurm("sinfo", "-h", "-N", "-p", "gpu", "-o", "%t").split()
            if states and all(state in ("idle", "mix", "alloc", "comp") for state in states):
                return
            time.sleep(0.3)

    def tasks(self, name, states):
        """The jobs of a sweep in these states: their ids with array tasks, and the nodes."""
        lines = self.slurm("squeue", "-h", "-r", "-t", states, "-o", "%i|%N|%j|%k").splitlines()
        return [line.split("|")[:2] for line in lines if name in line]


class Operator:
    """Plays the cluster's staff: requeued jobs do not wait for two minutes, none is held after a failed launch, and nodes
    that Slurm has drained after a fault (a controller that lost its memory gives numbers out again, which a node takes for
    duplicates) take jobs again."""

    def __init__(self, daemons):
        self.daemons, self.over = daemons, threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self.thread.start()

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()

    def _run(self):
        while not self.over.wait(0.7):
            try:
                self._free_jobs()
                self._free_nodes()
            except (subprocess.TimeoutExpired, ValueError):
                # The controller is down, or stopped in the middle of a line.
                pass

    def _free_jobs(self):
        for line in self.daemons.slurm("squeue", "-h", "-r", "-t", "PD", "-o", "%i|%r").splitlines():
            job, reason = line.split("|")
            if reason == "BeginTime":
                self.daemons.slurm("scontrol", "update", f"JobId={job}", "StartTime=now")
            elif "held" in reason:
                self.daemons.slurm("scontrol", "release", job)

    def _free_nodes(self):
        for line in self.daemons.slurm("sinfo", "-h", "-N", "-p", "gpu", "-o", "%N|%T").splitlines():
            node, state = line.split("|")
            if state.startswith("drain"):
                self.daemons.slurm("scontrol", "update", f"NodeName={node}", "State=RESUME")
