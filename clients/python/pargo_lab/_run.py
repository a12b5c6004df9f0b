"""A run, as the script that makes it sees it."""

from __future__ import annotations

import os
import threading
from time import time

from ._errors import RunError
from ._files import LineFile, json_text, replace
from ._lines import LineEncoder, check_step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType
    from typing import Any, Dict, List, Mapping, Optional, Type, Union

    from ._ending import Ending
    from ._lines import Number
    from ._output import OutputCopy
    from ._pulse import Pulse
    from ._signals import StopFlags

_CANCELLED_CODES = (130, 143)


class Run:
    """What a script logs its run through; made by `pargo_lab.start`.

    It may be used from several threads, and as a context manager that records how the block ended.
    """

    def __init__(self, directory: str, config: Dict[str, Any], claimed: bool, writes: bool = True) -> None:
        #: The configuration: what config.json says, laid over the defaults that `start` was given.
        self.config = config
        #: Whether this process keeps the whole record, rather than a wrapper around it.
        self.holds_claim = claimed
        #: Whether this process writes at all; only that of rank 0 does.
        self.writes = writes
        self._folder = directory
        self._encoder = LineEncoder()
        # A signal's handler may log while the main thread does.
        self._lock = threading.RLock()
        self._next_step = 0
        self._progress_at = 0.0
        self._is_finished = False
        self._owner = os.getpid()
        self._metrics: Optional[LineFile] = None
        self._pulse: Optional[Pulse] = None
        self._output: Optional[OutputCopy] = None
        self._flags: Optional[StopFlags] = None
        self._ending: Optional[Ending] = None

    def _begin(self, capture: bool, output: bool, signals: bool) -> None:
        """Opens the log and starts what goes on beside the script."""
        from ._ending import Ending
        from ._pulse import Pulse

        now = time()
        if self.holds_claim:
            replace(self._path("heartbeat"), f"{now:.3f}\n")
            start = {"version": 1, "started_at": round(now, 3), "host": os.uname().nodename, "pid": os.getpid()}
            replace(self._path("start.json"), json_text(start, indent=2), durable=True)
            if output:
                from ._output import OutputCopy

                self._output = OutputCopy(self._path("log.txt"))
        self._metrics = LineFile(self._path("metrics.jsonl"))
        if signals:
            from ._signals import StopFlags

            self._flags = StopFlags()
        self._pulse = Pulse(self._folder, self._metrics, beats=self.holds_claim, captures=capture)
        self._ending = Ending(self)

    # Where

    @property
    def directory(self) -> Path:
        """The run directory."""
        from pathlib import Path

        return Path(self._folder)

    @property
    def checkpoints(self) -> Path:
        """The folder for checkpoints, made when it is not there."""
        folder = self.directory / "checkpoints"
        if self.writes:
            folder.mkdir(exist_ok=True)
        return folder

    @property
    def previous(self) -> Optional[Path]:
        """The folder of the latest earlier attempt that left checkpoints; None when there is none."""
        from ._start import attempts

        home, number = os.path.split(self._folder)
        for attempt in reversed(attempts(home) if number.isdigit() else []):
            folder = self.directory.parent / str(attempt)
            if attempt < int(number) and any((folder / "checkpoints").glob("*")):
                return folder
        return None

    # Logging

    def log(self, values: Mapping[str, Number], step: Optional[int] = None) -> None:
        """Logs the values of one step: one line, in the system's hands when this returns.

        values: names and numbers; scalars of NumPy, PyTorch or JAX will do. NaN and infinities are kept.
        step: 0 to 2^53 - 1; without one, the step after the last.
        Raises ValueError or TypeError for what cannot be logged, OSError when the disk is full; either way nothing
        that was logged before is lost, and logging may go on.
        """
        if not self.writes:
            return
        with self._lock:
            if self._metrics is None:
                raise RunError(f"{self._folder}: this run is finished; nothing can be added to it")
            number = self._next_step if step is None else check_step(step)
            self._metrics.append(self._encoder.line(number, time(), values))
            self._next_step = number + 1

    def progress(self, done: int, total: int, unit: str = "step") -> None:
        """Notes how far the run is; call it as often as you like, it writes at most once a second."""
        now = time()
        if not self.writes or (now - self._progress_at < 1 and done < total):
            return
        self._progress_at = now
        record = {"done": int(done), "total": int(total), "unit": unit, "at": round(now, 3)}
        replace(self._path("progress"), json_text(record))

    # Artifacts

    def artifact(self, source: Union[str, os.PathLike[str]], name: Optional[str] = None) -> List[Dict[str, Any]]:
        """Keeps a file, or each file of a folder, for others: copied below `artifacts/`, with length and SHA-256.

        A file that lies below `artifacts/` already is registered where it is.
        """
        from ._artifacts import keep

        return keep(self._folder, os.fspath(source), name) if self.writes else []

    def write_artifact(self, name: str, content: Union[str, bytes]) -> Dict[str, Any]:
        """Keeps a text or bytes for others, as the file `name` below `artifacts/`."""
        from ._artifacts import write

        return write(self._folder, name, content) if self.writes else {}

    # Requests from outside

    @property
    def should_stop(self) -> bool:
        """Whether somebody asked for the end (SIGTERM): save what is needed and leave soon.

        A script that never asks is ended by the signal as usual, its end recorded.
        """
        return self._flags.should_stop() if self._flags else False

    @property
    def should_checkpoint(self) -> bool:
        """Whether somebody asked for a checkpoint (SIGUSR1, as Slurm sends before a time limit); true once for each."""
        return self._flags.should_checkpoint() if self._flags else False

    # The end

    def finish(self, code: int = 0, reason: Optional[str] = None, signal: Optional[int] = None) -> None:
        """Ends the run: forces the log to disk and, when there is no wrapper that does so, records how it ended.

        reason: `finished`, `failed` or `cancelled`; told from the code when not given. A second call does nothing.
        """
        with self._lock:
            if self._is_finished or not self.writes or os.getpid() != self._owner:
                return
            self._is_finished = True
        if self._pulse:
            self._pulse.stop()
        with self._lock:
            if self._metrics:
                self._metrics.sync()
                self._metrics.close()
                self._metrics = None
        for part in (self._ending, self._output, self._flags):
            if part:
                part.end()
        if self.holds_claim:
            self._record_end(code, reason, signal)

    def _record_end(self, code: int, reason: Optional[str], signal: Optional[int]) -> None:
        if reason is None:
            asked = self._flags is not None and self._flags.was_asked_to_stop
            cancelled = code in _CANCELLED_CODES or (asked and code != 0)
            reason = "finished" if code == 0 else "cancelled" if cancelled else "failed"
        if signal is None and 128 < code < 192:
            signal = code - 128
        record = {"version": 1, "code": code, "signal": signal, "reason": reason, "finished_at": round(time(), 3)}
        replace(self._path("exit.json"), json_text(record), durable=True)

    def __enter__(self) -> Run:
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        from ._ending import code_of

        if error is not None and self._output and not isinstance(error, SystemExit):
            self._output.note_error(error)
        self.finish(code=code_of(error))

    def __repr__(self) -> str:
        return f"<Run {self._folder}>"

    def _path(self, name: str) -> str:
        return os.path.join(self._folder, name)
