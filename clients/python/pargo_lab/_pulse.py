"""The thread beside a run: signs of life, syncing."""

from __future__ import annotations

import os
import sys
import threading
import time

from ._files import LineFile, replace

_BEAT = 10.0


class Pulse:
    """Every ten seconds forces the log to disk and, for the holder of the claim, gives a sign of life.

    Whatever fails here is said once on standard error and never stops the script.
    """

    def __init__(self, folder: str, metrics: LineFile, beats: bool, captures: bool) -> None:
        self._folder = folder
        self._metrics = metrics
        self._beats = beats
        self._captures = captures
        self._said: "set[str]" = set()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pargo_lab", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread and waits for what it is doing, a few seconds at most."""
        self._stopped.set()
        self._thread.join(5)

    def _run(self) -> None:
        while not self._stopped.wait(_BEAT):
            self._try(self._beat)

    def _beat(self) -> None:
        if self._beats:
            replace(os.path.join(self._folder, "heartbeat"), f"{time.time():.3f}\n")
        self._metrics.sync()

    def _try(self, action: "object") -> None:
        try:
            action()  # type: ignore[operator]
        except Exception as error:
            text = f"pargo_lab: {self._folder}: {error}"
            if text not in self._said:
                self._said.add(text)
                print(text, file=sys.stderr)
