"""The threads beside a run: signs of life, syncing, samples of the machine, and the record of what it was made from."""

from __future__ import annotations

import os
import sys
import threading
import time

from ._files import LineFile, replace
from ._lines import LineEncoder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable, Optional, Set

    from ._system import Sampler

_BEAT = 5.0
_CAPTURE_PATIENCE = 1.0


class Pulse:
    """Every five seconds forces the log to disk and, for the holder of the claim, gives a sign of life and a sample.

    Whatever fails here is said once on standard error and never stops the script.
    """

    def __init__(self, folder: str, metrics: LineFile, beats: bool, captures: bool) -> None:
        self._folder = folder
        self._metrics = metrics
        self._beats = beats
        self._samples = beats and captures and os.path.exists("/proc/stat")
        self._said: Set[str] = set()
        self._stopped = threading.Event()
        self._started = time.time()
        self._system: Optional[LineFile] = None
        self._sampler: Optional[Sampler] = None
        self._thread = self._start(self._run)
        self._capture = self._start(lambda: self._try(self._captured)) if captures else None

    def stop(self) -> None:
        """Ends the threads; one that waits for another program is left to itself after a second."""
        self._stopped.set()
        if self._capture:
            self._capture.join(_CAPTURE_PATIENCE)
        self._thread.join(_CAPTURE_PATIENCE)

    def _start(self, action: Callable[[], None]) -> threading.Thread:
        thread = threading.Thread(target=action, name="pargo_lab", daemon=True)
        thread.start()
        return thread

    def _run(self) -> None:
        if self._samples:
            self._try(self._first_sample)
        while not self._stopped.wait(_BEAT):
            self._try(self._beat)
            if self._sampler:
                self._try(self._sample)
        if self._sampler:
            self._try(self._sample)
            self._try(self._end_of_samples)

    def _beat(self) -> None:
        if self._beats:
            replace(os.path.join(self._folder, "heartbeat"), f"{time.time():.3f}\n")
        self._metrics.sync()

    def _first_sample(self) -> None:
        from ._system import Sampler

        self._system = LineFile(os.path.join(self._folder, "system.jsonl"))
        self._sampler = Sampler()
        self._sampler.sample()

    def _sample(self) -> None:
        now = time.time()
        if self._sampler and self._system:
            line = LineEncoder().line(max(0, round(now - self._started)), now, self._sampler.sample())
            self._system.append(line)

    def _end_of_samples(self) -> None:
        if self._system:
            self._system.close()

    def _captured(self) -> None:
        from ._capture import Capture

        Capture(self._folder, sys.argv, os.environ).run()

    def _try(self, action: Callable[[], None]) -> None:
        try:
            action()
        except Exception as error:
            if self._stopped.is_set():
                return
            text = f"pargo_lab: {self._folder}: {error}"
            if text not in self._said:
                self._said.add(text)
                print(text, file=sys.stderr)
