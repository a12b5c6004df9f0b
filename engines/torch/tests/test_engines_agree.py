"""The Swift engine and this one, given the same weights and scenes, give the same answers.

Needs the built `pargo-run`: in the folder that PARGO_LAB_PROGRAMS names, or .build/release.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROGRAMS = Path(os.environ.get("PARGO_LAB_PROGRAMS", Path(__file__).resolve().parents[3] / ".build/release"))
PARGO_RUN = PROGRAMS / "pargo-run"

CONFIGURATION = {
    "preset": "tiny",
    "train": {"pretrain_steps": 60, "finetune_steps": 120},
    "data": {"images": 400, "eval_images": 20},
    "backbone": {"vision_steps": 100, "llm_steps": 150},
}


@unittest.skipUnless(PARGO_RUN.exists(), f"{PARGO_RUN} is not built: scripts/build builds it")
class EnginesAgree(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp())

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def answers(self, run: Path, benchmark: str = "mme") -> list[dict]:
        return [json.loads(line) for line in (run / f"artifacts/{benchmark}_items.jsonl").read_text().splitlines()]

    def metrics(self, run: Path) -> dict[str, float]:
        lines = [json.loads(line)["values"] for line in (run / "metrics.jsonl").read_text().splitlines()]
        return {name: value for values in lines for name, value in values.items() if name.startswith("eval/")}

    def run_both(self, configuration: dict, cache: Path) -> tuple[Path, Path]:
        """Both engines' run folders: trained by one, evaluated by both; `cache` is for configurations of one data set."""
        swift, torch = (self.folder / name for name in ("swift", "torch"))
        for run in (swift, torch):
            shutil.rmtree(run, ignore_errors=True)
            run.mkdir()
        (swift / "config.json").write_text(json.dumps(configuration))
        settings = {"torch": {"precision": "fp32", "workers": 0, "zero": 0}}
        (torch / "config.json").write_text(json.dumps(configuration | settings))
        for command in ("train", "eval"):
            subprocess.run([PARGO_RUN, command, "--run", swift, "--cache", cache], check=True, capture_output=True)
        subprocess.run(
            [
                sys.executable, "-W", "ignore", "-m", "pargo_torch", "eval", "--run", torch, "--longest", "1",
                "--scenes", next(cache.glob("scenes-*")), "--backbone", next(cache.glob("backbone-*.safetensors")),
                "--weights", swift / "checkpoints/trained.safetensors",
            ],
            check=True, capture_output=True,
        )  # fmt: skip
        return swift, torch

    def compare(self, **projector) -> None:
        swift, torch = self.run_both(CONFIGURATION | {"projector": projector}, self.folder / "cache")
        ours, theirs = self.answers(torch), self.answers(swift)
        self.assertEqual(len(ours), 160)
        # Same score, and the same words: a difference in the sixth digit may turn a tie, which none of these is.
        self.assertEqual(ours, theirs)

    def test_the_released_masks(self):
        self.compare(depth=2)

    def test_the_cascade(self):
        self.compare(depth=3, perception="cascaded", cascade_widths=[1, 3, 18])

    def test_a_plain_query_former(self):
        self.compare(kind="qformer", depth=1)

    def test_multiple_choice(self):
        """MMBench's rotations and SEED-Bench both ways: the same items, words, verdicts and scores."""
        choice = CONFIGURATION | {
            "data": {"images": 200, "eval_images": 8, "tasks": ["vqa", "choice"], "turns": 3}, "llm": {"length": 256},
        }  # fmt: skip
        for seed_by in ("generation", "likelihood"):
            with self.subTest(seed_by):
                asked = {"benchmarks": ["mme", "mmbench", "seed"], "seed_by": seed_by}
                swift, torch = self.run_both(choice | {"eval": asked}, self.folder / "choice-cache")
                self.assertEqual(self.answers(torch), self.answers(swift))
                ours, theirs = self.answers(torch, "mmbench"), self.answers(swift, "mmbench")
                self.assertEqual(len(ours), 48)
                self.assertEqual(ours, theirs)
                for one, other in zip(self.answers(torch, "seed"), self.answers(swift, "seed"), strict=True):
                    likely = [item.pop("log_likelihoods", []) for item in (one, other)]
                    self.assertEqual(one, other)
                    for left, right in zip(*likely, strict=True):
                        self.assertAlmostEqual(left, right, 3)
                ours, theirs = self.metrics(torch), self.metrics(swift)
                self.assertEqual(ours.keys(), theirs.keys())
                for name, value in ours.items():
                    self.assertAlmostEqual(value, theirs[name], 9, name)
