"""Read a lab's store: plain dictionaries, which `pandas.DataFrame` takes as they are.

Two doors lead in. `Store.runs` asks the program `tracker`, which first takes in what the run directories have new and
understands `--where`; where the program is not installed, it reads the tables itself, without conditions. `Store.history`
and `Store.sql` always read the tables, which docs/schema.md describes, and can change nothing.
"""

from __future__ import annotations

import json
import os
import pathlib
import shutil
import sqlite3
import subprocess

from ._errors import RunError
from ._start import lab_folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, Iterable, List, Optional, Sequence, Tuple, Union

    from ._start import Path

    RowData = Dict[str, Any]

STATISTICS = ("last", "last_step", "min", "min_step", "max", "max_step", "count")


class Store:
    """The runs of a lab."""

    def __init__(self, lab: Optional[Path] = None, tracker: Optional[str] = None) -> None:
        """Opens a lab for reading.

        lab: its folder; else LAB_DIR, else the nearest `lab/` upwards, else `./lab`.
        tracker: where the program `tracker` is; else PARGO_LAB_TRACKER, else the one on PATH, if any.
        """
        self.lab = lab_folder(lab)
        self._tracker = tracker or os.environ.get("PARGO_LAB_TRACKER") or shutil.which("tracker")

    def runs(
        self,
        where: Optional[str] = None,
        sort: Union[str, Sequence[str]] = (),
        limit: Optional[int] = None,
        sweep: Optional[str] = None,
        statistics: Sequence[str] = ("last",),
    ) -> List[RowData]:
        """The runs, the latest first, a flat dictionary each.

        Keys are those of the command line: `id`, `sweep`, `key`, `attempt`, `state`, ..., `params.PATH` and
        `metrics.NAME.STATISTIC`. What a run does not have is not there; NaN is `float("nan")`.

        where: a condition as `tracker list runs --where` takes it: "lora.rank >= 8 and state = finished".
        sort: columns, '-' before one for the largest first.
        statistics: which of last, last_step, min, min_step, max, max_step, count to give of each metric.
        """
        unknown = [name for name in statistics if name not in STATISTICS]
        if unknown:
            raise ValueError(f"unknown statistic {unknown[0]!r}; there are {', '.join(STATISTICS)}")
        if self._tracker is None:
            if where or sort:
                raise RunError(
                    "where and sort need the program `tracker`, which is not on PATH. Add its folder to PATH, or set "
                    "PARGO_LAB_TRACKER to it"
                )
            return self._rows(sweep, limit, statistics)
        arguments = ["list", "runs", "--format", "json"]
        columns = sort if isinstance(sort, str) else ",".join(sort)
        for flag, value in (("--where", where), ("--sort", columns), ("--limit", limit), ("--sweep", sweep)):
            if value:
                arguments.append(f"{flag}={value}")
        return [_flat(run, statistics) for run in json.loads(self._ask(arguments))]

    def history(self, metric: str, runs: Optional[Iterable[int]] = None) -> List[RowData]:
        """The points of a metric, `run`, `step`, `time` and `value`, in order of run and step.

        runs: ids of runs; all that logged it when not given.
        """
        chosen = "" if runs is None else "AND point.run_id IN (SELECT value FROM json_each(?))"
        arguments: Tuple[Any, ...] = (metric,) if runs is None else (metric, json.dumps([int(run) for run in runs]))
        rows = self.sql(
            "SELECT point.run_id AS run, point.step AS step, point.time AS time, point.value AS value "
            f"FROM point JOIN metric ON metric.id = point.metric_id WHERE metric.name = ? {chosen} ORDER BY 1, 2",
            arguments,
        )
        for row in rows:
            if row["value"] is None:
                row["value"] = float("nan")
        return rows

    def sql(self, statement: str, arguments: Sequence[Any] = ()) -> List[RowData]:
        """The rows of one SELECT, as dictionaries; the store is opened for reading only."""
        connection = self._connect()
        try:
            cursor = connection.execute(statement, tuple(arguments))
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row)) for row in cursor]
        finally:
            connection.close()

    def refresh(self) -> None:
        """Takes in what the run directories have new; `runs` does so by itself."""
        if self._tracker is None:
            raise RunError("taking in what is new needs the program `tracker`, which is not on PATH")
        self._ask(["list", "sweeps", "--format", "json"])

    # Asking the program

    def _ask(self, arguments: List[str]) -> str:
        command = [str(self._tracker), *arguments, "--lab", self.lab, "--quiet"]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", check=False)
        if done.returncode != 0:
            raise RunError(done.stderr.strip() or f"`{' '.join(command)}` ended with code {done.returncode}")
        return done.stdout or "[]"

    # Reading the tables

    def _connect(self) -> sqlite3.Connection:
        path = pathlib.Path(self.lab, "tracker.sqlite")
        if not path.exists():
            raise RunError(f"{path}: there is no store yet. `tracker list runs` makes it")
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=10)
        connection.execute("PRAGMA query_only = 1")
        return connection

    def _rows(self, sweep: Optional[str], limit: Optional[int], statistics: Sequence[str]) -> List[RowData]:
        runs = self.sql(
            "SELECT run.id, sweep.name AS sweep, run.key, run.attempt, run.stage, trial.number AS trial, run.state, "
            "run.evidence, run.host, run.created_at, run.started_at, run.finished_at, "
            "run.finished_at - run.started_at AS duration, run.directory, run.archived_at, run.cluster "
            "FROM run LEFT JOIN sweep ON sweep.id = run.sweep_id LEFT JOIN trial ON trial.id = run.trial_id "
            "WHERE run.archived_at IS NULL AND (?1 IS NULL OR sweep.name = ?1) ORDER BY run.id DESC LIMIT ?2",
            (sweep, -1 if limit is None else limit),
        )
        by_id = {run["id"]: dict(run, tags=[], notes=[]) for run in runs}
        for row in self.sql("SELECT run_id, name FROM tag ORDER BY run_id, name"):
            if row["run_id"] in by_id:
                by_id[row["run_id"]]["tags"].append(row["name"])
        for row in self.sql("SELECT run_id, text FROM note ORDER BY run_id, id"):
            if row["run_id"] in by_id:
                by_id[row["run_id"]]["notes"].append(row["text"])
        for row in self.sql("SELECT run_id, path, type, value FROM param ORDER BY run_id, path"):
            if row["run_id"] in by_id:
                by_id[row["run_id"]][f"params.{row['path']}"] = _parameter(row["type"], row["value"])
        summaries = f"SELECT run_id, name, {', '.join(STATISTICS)} FROM summary JOIN metric ON metric.id = metric_id"
        for row in self.sql(f"{summaries} ORDER BY run_id, name"):
            if row["run_id"] in by_id:
                row["last"] = float("nan") if row["last"] is None else row["last"]
                _add(by_id[row["run_id"]], row["name"], row, statistics)
        return [{key: value for key, value in run.items() if value is not None} for run in by_id.values()]


def _flat(run: RowData, statistics: Sequence[str]) -> RowData:
    """A run of `tracker list runs --format json` as one level of keys."""
    row = {key: value for key, value in run.items() if key not in ("params", "metrics") and value is not None}
    for path, value in run["params"].items():
        if value is not None:
            row[f"params.{path}"] = value
    for name, summary in run["metrics"].items():
        _add(row, name, summary, statistics)
    return row


def _add(row: RowData, metric: str, summary: RowData, statistics: Sequence[str]) -> None:
    for statistic in statistics:
        value = summary[statistic]
        if value is not None:
            # NaN and infinities come as the strings that `float` reads.
            row[f"metrics.{metric}.{statistic}"] = float(value) if isinstance(value, str) else value


def _parameter(kind: str, value: Any) -> Any:
    if kind == "bool":
        return bool(value)
    return json.loads(value) if kind == "json" else value
