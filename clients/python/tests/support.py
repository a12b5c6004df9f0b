"""What the tests share: the vectors, a lab in a folder of its own, scripts run as users run them."""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import textwrap
import unittest
from typing import Any, Dict, List

PACKAGE = pathlib.Path(__file__).resolve().parents[1]
REPOSITORY = PACKAGE.parents[1]
VECTORS: Dict[str, Any] = json.loads((REPOSITORY / "clients" / "vectors.json").read_text(encoding="utf-8"))


class LabTestCase(unittest.TestCase):
    """A test with a lab of its own, and an environment in which no run is under way."""

    def setUp(self) -> None:
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="pargo-lab-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.lab = self.folder / "lab"
        variables = {name: os.environ.pop(name) for name in ("RUN_DIR", "LAB_DIR", "RANK") if name in os.environ}
        self.addCleanup(os.environ.update, variables)

    def run_script(self, text: str, **environment: str) -> "subprocess.Popen[str]":
        """Starts a script in the test's folder; its output is read by `communicate`."""
        path = self.folder / "train.py"
        path.write_text(textwrap.dedent(text), encoding="utf-8")
        return subprocess.Popen(
            [sys.executable, str(path)],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(PACKAGE), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def only_run(self) -> pathlib.Path:
        """The one run directory of the lab."""
        found = sorted(path.parent for path in self.lab.glob("runs/**/claim"))
        self.assertEqual(len(found), 1, found)
        return found[0]


def lines(path: pathlib.Path) -> List[Any]:
    """The lines of a log as JSON."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def record(path: pathlib.Path) -> Dict[str, Any]:
    """A JSON record."""
    found: Dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
