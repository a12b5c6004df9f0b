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

    def answers(self, run: Path) -> list[dict]:
        return [json.loads(line) for line in (run / "artifacts/mme_items.jsonl").read_text().splitlines()]

    def compare(self, **projector) -> None:
        swift, torch = (self.folder / name for name in ("swift", "torch"))
        for run in (swift, torch):
            shutil.rmtree(run, ignore_errors=True)
            run.mkdir()
        configuration = CONFIGURATION | {"projector": projector}
        (swift / "config.json").write_text(json.dumps(configuration))
        settings = {"torch": {"precision": "fp32", "workers": 0, "zero": 0}}
        (torch / "config.json").write_text(json.dumps(configuration | settings))
        cache = self.folder / "cache"
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
