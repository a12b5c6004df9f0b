"""Whole runs of the built command, on one process and on several: losses must not depend on who computes them."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import unittest
from importlib.util import find_spec
from pathlib import Path

from . import scenes


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Lab:
    """A folder with scenes and runs."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.scenes = scenes.make(self.folder / "scenes")

    def run(self, name: str, **settings) -> Path:
        folder = self.folder / name
        folder.mkdir()
        (folder / "config.json").write_text(json.dumps(scenes.configuration(self.scenes, **settings)))
        return folder

    def start(self, run: Path, *command: str, ranks: int = 1) -> list[subprocess.Popen]:
        port = free_port()
        return [
            subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "pargo_torch", command[0], "--run", str(run), *command[1:]],
                env=os.environ | {
                    "RANK": str(rank), "WORLD_SIZE": str(ranks), "LOCAL_RANK": str(rank), "MASTER_ADDR": "127.0.0.1",
                    "MASTER_PORT": str(port), "OMP_NUM_THREADS": "1",
                },
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            )
            for rank in range(ranks)
        ]  # fmt: skip

    def complete(self, run: Path, *command: str, ranks: int = 1) -> str:
        outputs = []
        for process in self.start(run, *command, ranks=ranks):
            outputs.append(process.communicate(timeout=180)[0])
            assert process.returncode == 0, outputs[-1]
        return outputs[0]

    def losses(self, run: Path) -> dict[int, float]:
        records = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
        return {r["step"]: r["values"]["train/loss"] for r in records if "train/loss" in r["values"]}

    @staticmethod
    def reopen(run: Path) -> None:
        """As the next attempt would find it: the checkpoints, and no record of the end."""
        for name in ("exit.json", "claim", "start.json"):
            (run / name).unlink(missing_ok=True)


class TrainingTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = Lab()
        cls.reference = cls.lab.run("reference")
        cls.lab.complete(cls.reference, "train")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.lab.folder)

    def assertSameLosses(self, run: Path, places: int = 4):
        expected, found = self.lab.losses(self.reference), self.lab.losses(run)
        self.assertEqual(expected.keys(), found.keys())
        for step, loss in expected.items():
            self.assertAlmostEqual(loss, found[step], places, f"step {step}")

    def test_losses_fall_and_are_the_same_again(self):
        losses = self.lab.losses(self.reference)
        self.assertEqual(sorted(losses), list(range(1, 13)))
        self.assertLess(losses[6], losses[1])
        again = self.lab.run("again")
        self.lab.complete(again, "train")
        self.assertEqual(losses, self.lab.losses(again), "bit for bit")

    def test_micro_batches_and_processes_change_nothing(self):
        parts = self.lab.run("parts", micro_batch=3)
        self.lab.complete(parts, "train")
        self.assertSameLosses(parts)
        two = self.lab.run("two")
        self.lab.complete(two, "train", ranks=2)
        self.assertSameLosses(two)

    @unittest.skipUnless(find_spec("deepspeed"), "DeepSpeed is not installed")
    def test_two_processes_under_zero_2_and_one_goes_on(self):
        run = self.lab.run("zero", zero=2)
        self.lab.complete(run, "train", ranks=2)
        self.assertSameLosses(run)
        shutil.rmtree(run / "checkpoints/step-2-00000006")
        self.lab.reopen(run)
        self.assertIn("after 3 steps", self.lab.complete(run, "train", ranks=1))
        self.assertSameLosses(run)

    def test_asked_to_stop_it_writes_a_checkpoint_and_the_next_attempt_goes_on(self):
        run = self.lab.run("stopped")
        process = self.lab.start(run, "train")[0]
        for line in process.stdout:
            if line.startswith("Stage 1"):
                process.send_signal(signal.SIGTERM)
                break
        process.communicate(timeout=180)
        self.assertEqual(process.returncode, 143)
        self.lab.reopen(run)
        self.assertIn("Goes on from", self.lab.complete(run, "train"))
        self.assertSameLosses(run)

    def test_evaluation_scores_and_keeps_each_answer(self):
        self.lab.reopen(self.reference)
        output = self.lab.complete(self.reference, "eval")
        self.assertRegex(output, r"color: accuracy \d+\.\d %")
        items = [json.loads(line) for line in (self.reference / "artifacts/mme_items.jsonl").read_text().splitlines()]
        self.assertEqual(len(items), 48)
        values = json.loads((self.reference / "metrics.jsonl").read_text().splitlines()[-1])["values"]
        self.assertAlmostEqual(values["eval/accuracy"], sum(item["right"] for item in items) / 48)


class MistakeTests(unittest.TestCase):
    """Each is one line that says what, where and what to do; never a stack trace, never a hanging process."""

    @classmethod
    def setUpClass(cls):
        cls.lab = Lab()

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.lab.folder)

    def refusal(self, name: str, change, *command: str, ranks: int = 1) -> str:
        run = self.lab.run(name)
        config = json.loads((run / "config.json").read_text())
        change(config)
        (run / "config.json").write_text(json.dumps(config))
        results = [(process.communicate(timeout=120)[0], process.returncode) for process in self.lab.start(run, *(command or ("train",)), ranks=ranks)]
        self.assertTrue(all(code == 65 for _, code in results), results)
        self.assertNotIn("Traceback", results[0][0])
        return results[0][0]

    def test_they_are_told(self):
        cases = {
            "key": (lambda c: c["projector"].update(dept=3), "no key 'projector.dept'; did you mean projector.depth"),
            "type": (lambda c: c["train"].update(batch="8"), 'train.batch is "8", which is no integer'),
            "data": (lambda c: c["torch"].update(data="/nowhere"), "/nowhere is no folder"),
            "batch": (lambda c: c["train"].update(batch=99), "24 samples for batches of 99"),
            "llm": (lambda c: c["torch"].update(llm="/no/model"), "torch.llm '/no/model'"),
        }
        for name, (change, words) in cases.items():
            with self.subTest(name):
                self.assertIn(words, self.refusal(name, change))

    def test_more_processes_than_samples_in_a_batch(self):
        text = self.refusal("ranks", lambda c: c["train"].update(batch=1), ranks=2)
        self.assertIn("train.batch is 1 for 2 processes", text)

    def test_a_second_stage_without_a_first(self):
        self.assertIn("there is no checkpoint of it", self.refusal("second", lambda c: None, "train", "--stage", "2"))

    def test_no_checkpoint_to_score(self):
        self.assertIn("has no checkpoint", self.refusal("score", lambda c: None, "eval"))
