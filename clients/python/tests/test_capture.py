"""What is recorded of a run's making, and what is kept out of it."""

from __future__ import annotations

import os
import stat
import subprocess
import time
import unittest
from unittest import mock

import pargo_lab
from pargo_lab import _capture, _pulse

from .support import LabTestCase, lines, record


class SecretTests(unittest.TestCase):
    def test_names_tell_secrets(self) -> None:
        given = {
            "WANDB_API_KEY": "a",
            "my_password": "b",
            "PATH": "/bin",
            "URL": "https://me:pw@host/x",
            "BASH_FUNC_x%%": "()",
        }
        self.assertEqual(
            _capture.visible(given),
            {"PATH": "/bin", "URL": "https://host/x", "WANDB_API_KEY": "(hidden)", "my_password": "(hidden)"},
        )

    def test_options_lose_the_values_of_secrets(self) -> None:
        argv = ["train.py", "--api-key", "abc", "--token=abc", "--lr", "3", "--auth", "--fast"]
        self.assertEqual(
            _capture.without_secrets(argv),
            ["train.py", "--api-key", "(hidden)", "--token=(hidden)", "--lr", "3", "--auth", "--fast"],
        )


class CaptureTests(LabTestCase):
    def test_code_packages_and_machine_are_recorded(self) -> None:
        script = 'import time, pargo_lab\nwith pargo_lab.start(name="x") as run:\n    time.sleep(0.6)\n'
        for command in (
            "git init -q -b main .",
            "git add train.py",
            "git -c user.name=a -c user.email=a@b commit -qm first",
        ):
            if command.startswith("git add"):
                (self.folder / "train.py").write_text(script)
            subprocess.run(command.split(), cwd=self.folder, check=True)
        process = self.run_script(script + "# changed\n", HF_TOKEN="abc")
        self.assertEqual(process.communicate()[1], "")
        found = record(self.only_run() / "capture" / "trainer.json")
        self.assertEqual(len(found["git"]["commit"]), 40)
        self.assertIn("+# changed", found["git"]["diff"])
        self.assertEqual(found["environment"]["HF_TOKEN"], "(hidden)")
        self.assertGreater(found["host"]["memory_mb"], 0)
        self.assertTrue(found["packages"])
        self.assertNotIn("problems", found)

    def test_a_program_that_hangs_holds_nothing_up(self) -> None:
        for name in ("git", "nvidia-smi"):
            program = self.folder / name
            program.write_text("#!/bin/sh\nexec sleep 60\n")
            program.chmod(program.stat().st_mode | stat.S_IXUSR)
        path = f"{self.folder}:{os.environ['PATH']}"
        with mock.patch.dict(os.environ, {"PATH": path}), mock.patch.object(_pulse, "_CAPTURE_PATIENCE", 0.2):
            start = time.monotonic()
            with pargo_lab.start(name="x", lab=self.lab, output=False, signals=False) as run:
                run.log({"a": 1}, step=0)
            self.assertLess(time.monotonic() - start, 3)
        self.assertEqual(len(lines(run.directory / "metrics.jsonl")), 1)
        self.assertEqual(record(run.directory / "exit.json")["reason"], "finished")

    def test_the_machine_is_sampled(self) -> None:
        with mock.patch.object(_pulse, "_BEAT", 0.1):
            with pargo_lab.start(name="x", lab=self.lab, output=False, signals=False):
                time.sleep(0.5)
        values = lines(self.only_run() / "system.jsonl")[-1]["values"]
        self.assertGreater(values["system/rss"], 1)
        self.assertTrue(0 <= values["system/host_cpu"] <= 100 and 0 < values["system/host_memory"] < 100, values)


if __name__ == "__main__":
    unittest.main()
