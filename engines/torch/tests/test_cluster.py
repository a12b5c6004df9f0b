"""The paper's stages as jobs of a real Slurm, two nodes each, handed over through SSH; `scripts/test-torch --cluster` runs this.

Needs a cluster that `Tests/Cluster/start` made (PARGO_LAB_CLUSTER), root, and the built `sweep` (PARGO_LAB_PROGRAMS).
"""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import time
import unittest
from pathlib import Path

from pargo_torch.data.order import SampleOrder

from . import scenes

REPOSITORY = Path(__file__).resolve().parents[3]
PROGRAMS = Path(os.environ.get("PARGO_LAB_PROGRAMS", REPOSITORY / ".build/release"))
CLUSTER = os.environ.get("PARGO_LAB_CLUSTER")
LIMIT = float(os.environ.get("PARGO_LAB_PATIENCE", "600"))
"""Seconds after which a test gives up: a busy machine starts a process with PyTorch in half a minute."""


class Cluster:
    """The test cluster, with this Python on its jobs' path."""

    def __init__(self, file: str) -> None:
        lines = Path(file).read_text().splitlines()
        self.variables = dict(line.split("=", 1) for line in lines if "=" in line)
        self.root = Path(self.variables["CLUSTER_FOLDER"])
        self.python = Path(sys.prefix) / "bin"
        text = Path(self.variables["CLUSTERS"]).read_text()
        # Not a folder of the engine: what the jobs import is what was sent.
        setup = f'    env: {{export: {{OMP_NUM_THREADS: 1}}, setup: "export PATH={self.python}:$PATH"}}\n'
        self.clusters = self.root / "torch-clusters.yaml"
        self.clusters.write_text(re.sub(r"(    kind: slurm\n)", lambda match: match.group(1) + setup, text))

    def slurm(self, *command: str) -> str:
        environment = os.environ | {"SLURM_CONF": self.variables["SLURM_CONF"]}
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    def login(self, command: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            ["ssh", "-F", self.variables["SSH_CONFIG"], "-o", "BatchMode=yes", "loop", command], capture_output=True, text=True
        )


class Lab:
    """A lab of its own, and what is seen in it."""

    def __init__(self, cluster: Cluster, name: str) -> None:
        self.cluster, self.name = cluster, name
        self.folder = cluster.root / "torch" / name
        self.folder.mkdir(parents=True)
        self.began = time.monotonic()

    def sweep(self, *arguments: str, code: int = 0) -> str:
        command = [PROGRAMS / "sweep", *arguments, "--lab", self.folder / "lab", "--clusters", self.cluster.clusters]
        result = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        assert result.returncode == code, f"sweep {' '.join(arguments)}: {result.returncode}\n{result.stdout}{result.stderr}"
        return result.stdout + result.stderr

    def submit(self, data: Path, *changes: str) -> str:
        sets = ["sweep=" + self.name, f"torch.data={data}", *changes]
        flags = [word for change in sets for word in ("--set", change)]
        return self.sweep("submit", "sweeps/paper/tiny.yaml", "--cluster", "loop", *flags)

    def look(self) -> list[sqlite3.Row]:
        """The runs as the lab knows them now, after one look at the cluster."""
        self.sweep("status", self.name)
        return self.rows("select * from run order by id")

    def rows(self, query: str, *values) -> list[sqlite3.Row]:
        store = sqlite3.connect(f"file:{self.folder / 'lab/tracker.sqlite'}?mode=ro", uri=True)
        store.row_factory = sqlite3.Row
        try:
            return store.execute(query, values).fetchall()
        finally:
            store.close()

    def points(self, run: sqlite3.Row, metric: str = "train/loss") -> dict[int, float]:
        query = "select step, value from point join metric on metric.id = metric_id where run_id = ? and metric.name = ?"
        return {row["step"]: row["value"] for row in self.rows(query, run["id"], metric)}

    def until(self, what: str, condition):
        """The first thing true that `condition` says of the runs. Fails with all logs when nothing is."""
        while time.monotonic() - self.began < LIMIT:
            found = condition(self.look())
            if found:
                return found
            time.sleep(1)
        raise AssertionError(f"not seen in {LIMIT:g} s: {what}\n{self.story()}")

    def story(self) -> str:
        lines = [f"{r['stage']} {r['state']}: {r['evidence']}" for r in self.rows("select * from run")]
        for log in sorted((self.cluster.root / "work/runs" / self.name).glob("*/*/log.txt")):
            lines += [f"-- {log}", log.read_text()[-3000:]]
        return "\n".join(lines)

    def far(self, run: sqlite3.Row) -> Path:
        """The run directory on the cluster."""
        return self.cluster.root / "work/runs" / self.name / run["key"] / str(run["attempt"])


@unittest.skipUnless(CLUSTER, "no cluster: scripts/test-torch --cluster starts one, as root")
class ClusterTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.cluster = Cluster(CLUSTER)
        seen = cls.cluster.login(f"{cls.cluster.python}/python3 -c 'import torch'")
        if seen.returncode:
            raise AssertionError(f"the cluster's user cannot run {cls.cluster.python}/python3: {seen.stderr}")
        cls.data = scenes.make(cls.cluster.root / "torch/data")
        subprocess.run(["chmod", "-R", "a+rX", cls.cluster.root / "torch"], check=True)

    def lab(self, name: str) -> Lab:
        lab = Lab(self.cluster, name)
        self.addCleanup(lambda: self.cluster.slurm("scancel", "--user", self.cluster.variables["LOGIN"]))
        return lab

    def broken(self, lab: Lab) -> tuple[Path, str]:
        """A data folder without the image that the second process meets in the third step of stage 1, and nobody before."""
        order = SampleOrder([24], [1], 0, "stage 1")
        number = order[2 * 8 + 1][1]
        assert number not in {order[position][1] for position in range(2 * 8)}
        folder = lab.folder / "data"
        shutil.copytree(self.data, folder)
        (folder / f"images/{number:03d}.png").unlink()
        return folder, f"{number:03d}.png"

    def test_two_nodes_train_under_ddp_and_under_zero_2_and_metrics_arrive_live(self):
        lab = self.lab("live")
        told = lab.submit(self.data, "axes.torch.zero=[0, 2]", "torch.precision=fp32", "train.pretrain_steps=150")
        print(told.strip())

        def live(runs):
            return [
                (run, len(lab.points(run))) for run in runs
                if run["stage"] == "pretrain" and run["state"] == "running" and 0 < len(lab.points(run)) < 150
            ]  # fmt: skip

        for run, count in lab.until("points of a run that still goes on", live):
            job = json.loads((lab.far(run) / "claim").read_text())["slurm_job_id"]
            print(f"{count} of 150 points are here while job {job} goes on")
        runs = lab.until("the end of all", lambda runs: len(runs) == 8 and all(r["finished_at"] for r in runs) and runs)
        self.assertEqual({run["state"] for run in runs}, {"finished"}, lab.story())
        losses = [lab.points(run) for run in runs if run["stage"] == "pretrain"]
        self.assertEqual([sorted(one) for one in losses], [list(range(1, 151))] * 2)
        # A frozen model with random weights leaves the projector little to say; but less loss it is.
        self.assertLess(sum(losses[0][step] for step in range(141, 151)), sum(losses[0][step] for step in range(1, 11)))
        for step, loss in losses[0].items():
            self.assertAlmostEqual(loss, losses[1][step], 2, f"step {step}: DDP and ZeRO-2")
        for run in runs:
            if run["stage"] == "pretrain":
                log = (lab.far(run) / "log.txt").read_text()
                self.assertIn("on 2 process(es)", log)
                nodes = json.loads((lab.far(run) / "start.json").read_text())["slurm"]["nodes"]
                self.assertRegex(nodes, r"a100-\[\d\d[-,]\d\d\]", "two nodes")
            if run["stage"] == "eval":
                items = (lab.far(run) / "artifacts/mme_items.jsonl").read_text().splitlines()
                self.assertEqual(len(items), 48, "each question once, whoever of the two asked it")
                self.assertEqual(len(lab.points(run, "eval/mme")), 1)
        print(f"all 8 jobs in {time.monotonic() - lab.began:.0f} s")

    def test_one_process_that_fails_ends_the_job_with_its_own_words(self):
        lab = self.lab("lost")
        data, image = self.broken(lab)
        lab.submit(data, "~stages", "run=train")
        (run,) = lab.until("the end", lambda runs: runs[0]["finished_at"] and runs)
        log = (lab.far(run) / "log.txt").read_text()
        self.assertEqual(run["state"], "failed", lab.story())
        told = json.loads((lab.far(run) / "exit.json").read_text())
        self.assertEqual(told["code"], 65, log)
        self.assertRegex(log, rf"pargo-torch \(process 1 on a100-\d\d\): .*{image} cannot be read: No such file")
        self.assertNotIn("Traceback", log)
        last = max(lab.points(run), default=0)
        ended = told["finished_at"] - max(row["time"] for row in lab.rows("select time from point where run_id = ?", run["id"]))
        self.assertEqual(last, 2, "two steps were whole")
        self.assertLess(ended, 30, "seconds from the last good step to the end of the job")
        print(f"the job ended {ended:.1f} s after its last step, with code 65")

    def test_what_is_wrong_with_the_data_is_told_before_two_nodes_are_held(self):
        lab = self.lab("told")
        data, image = self.broken(lab)
        lab.submit(data)
        runs = lab.until("the end of the first", lambda runs: runs[0]["finished_at"] and runs)
        self.assertEqual(runs[0]["stage"], "check")
        log = (lab.far(runs[0]) / "log.txt").read_text()
        self.assertRegex(log, rf"✗ stage 1 +.*{image} cannot be read")
        self.assertIn("✓ memory", log)

        def settled(runs):
            return all(run["state"] not in ("queued", "running", "submitting", "created") for run in runs)

        lab.until("that nothing else runs", settled)
        self.assertFalse([run["stage"] for run in lab.look() if lab.points(run)], "nothing was trained")

    def test_usr1_writes_a_checkpoint_and_slurm_starts_the_run_again_where_it_was(self):
        lab = self.lab("again")
        lab.submit(self.data, "~stages", "run=train --stage 1", "train.pretrain_steps=150", "torch.zero=2")
        (run,) = lab.until("ten points", lambda runs: len(lab.points(runs[0])) >= 10 and runs)
        job = json.loads((lab.far(run) / "claim").read_text())["slurm_job_id"]
        self.cluster.slurm("scancel", "--signal=USR1", "--batch", job)
        end = lab.far(run) / "exit.json"
        asked = time.monotonic()
        while not end.exists():
            self.assertLess(time.monotonic() - asked, 60, lab.story())
            time.sleep(0.2)
        told = json.loads(end.read_text())
        self.assertIn("asked to be started again", told.get("note", ""), told)
        # A requeued job waits two minutes in this Slurm; that is not what is tested.
        while "PENDING" not in self.cluster.slurm("squeue", "-h", "-j", job, "-o", "%T"):
            time.sleep(0.2)
        # Nor in the second in which it was put back: Slurm would end it at once ("Job credential revoked").
        time.sleep(2)
        self.cluster.slurm("scontrol", "update", f"JobId={job}", "StartTime=now")
        runs = lab.until("two attempts, the last one finished", lambda r: len(r) == 2 and r[1]["state"] == "finished" and r)
        log = (lab.far(runs[1]) / "log.txt").read_text()
        done = int(re.search(r"Goes on from \S+ after (\d+) steps", log).group(1))
        first, second = lab.points(runs[0]), lab.points(runs[1])
        self.assertEqual(max(first), done, "the checkpoint holds all that was logged")
        self.assertEqual(sorted(second), list(range(done + 1, 151)))
        print(f"stopped after {done} steps with code {told['code']}, then {done + 1} to 150")
