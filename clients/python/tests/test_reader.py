"""The reader, beside the program `tracker` that makes the store: $PARGO_LAB_PROGRAMS, else the builds of this checkout."""

from __future__ import annotations

import math
import os
import pathlib
import subprocess
import unittest
from typing import Optional

import pargo_lab
from pargo_lab import RunError, Store

from .support import REPOSITORY, LabTestCase


def program() -> Optional[str]:
    """The built `tracker`, the release one first."""
    folders = [os.environ.get("PARGO_LAB_PROGRAMS"), REPOSITORY / ".build/release", REPOSITORY / ".build/debug"]
    found = (pathlib.Path(folder, "tracker") for folder in folders if folder)
    return next((str(path) for path in found if path.exists()), None)


class StoreTests(LabTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.tracker = program()
        if self.tracker is None:
            self.skipTest("`tracker` is not built")
        for number in range(3):
            config = {"lr": 10.0**-number, "net": {"depth": number}, "tags": ["a", 1], "fast": True}
            with pargo_lab.start(
                config=config, name=f"run{number}", group="g", lab=self.lab, capture=False, output=False
            ) as run:
                run.log({"loss": 3.5 - number, "odd": math.nan}, step=5)
                run.log({"loss": 2.5 - number, "odd": -math.inf if number else math.nan}, step=6)
        self.store = Store(self.lab, tracker=self.tracker)

    def test_both_doors_tell_the_same(self) -> None:
        for words in (["tag", "best", "run1"], ["tag", "baseline", "run1"], ["note", "looks right", "run1"]):
            subprocess.run([self.tracker, *words, "--lab", self.lab, "--quiet"], check=True, stdout=subprocess.DEVNULL)
        statistics = ("last", "last_step", "min", "max", "count")
        asked = self.store.runs(statistics=statistics)
        self.store._tracker = None
        read = self.store.runs(statistics=statistics)
        self.assertEqual(len(asked), 3)
        self.assertEqual(str(asked), str([{key: run[key] for key in like} for run, like in zip(read, asked)]))
        self.assertEqual([set(run) for run in asked], [set(run) for run in read])

    def test_runs_are_flat(self) -> None:
        run = self.store.runs(where="net.depth = 1")[0]
        self.assertEqual(
            (run["key"], run["sweep"], run["state"], run["params.lr"], run["params.tags"], run["params.fast"]),
            ("run1", "g", "finished", 0.1, ["a", 1], True),
        )
        self.assertEqual((run["metrics.loss.last"], run["metrics.odd.last"]), (1.5, -math.inf))

    def test_conditions_and_order_are_those_of_the_command_line(self) -> None:
        keys = [run["key"] for run in self.store.runs(where="lr >= 0.1 and state = finished", sort="-lr", limit=5)]
        self.assertEqual(keys, ["run0", "run1"])
        with self.assertRaisesRegex(RunError, "unknown name 'lrr'. Did you mean 'lr'"):
            self.store.runs(where="lrr > 0")
        self.store._tracker = None
        with self.assertRaisesRegex(RunError, "PARGO_LAB_TRACKER"):
            self.store.runs(where="lr > 0")

    def test_history_and_sql_read_the_tables(self) -> None:
        self.store.refresh()
        ids = {run["key"]: run["id"] for run in self.store.runs()}
        points = self.store.history("loss", runs=[ids["run2"]])
        self.assertEqual([(p["run"], p["step"], p["value"]) for p in points],
                         [(ids["run2"], 5, 1.5), (ids["run2"], 6, 0.5)])  # fmt: skip
        self.assertEqual(len(self.store.history("loss")), 6)
        self.assertTrue(all(math.isnan(p["value"]) for p in self.store.history("odd", runs=[ids["run0"]])))
        self.assertEqual(
            self.store.sql("SELECT count(*) AS runs FROM run WHERE state = ?", ["finished"]), [{"runs": 3}]
        )
        with self.assertRaisesRegex(Exception, "readonly|query_only|attempt to write"):
            self.store.sql("DELETE FROM run")

    def test_a_lab_without_a_store_says_so(self) -> None:
        with self.assertRaisesRegex(RunError, "no store yet"):
            Store(self.folder / "nowhere").history("loss")

    def test_pandas_takes_it(self) -> None:
        try:
            import pandas  # type: ignore[import-untyped, unused-ignore]
        except ImportError:
            self.skipTest("pandas is not installed")
        self.assertEqual(len(pandas.DataFrame(self.store.runs())), 3)


if __name__ == "__main__":
    unittest.main()
