"""Requests from outside: to stop, and to save a checkpoint."""

from __future__ import annotations

import signal
import sys
import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any, Dict, Optional


class StopFlags:
    """Turns SIGTERM and SIGUSR1 into flags.

    A script that has looked at the stop flag is left to end by itself; the second SIGTERM, or the first to a script
    that never looks, raises SystemExit, so that blocks are left in order and the end is recorded. A handler that the
    script had installed goes first and decides alone. Only the main thread can install handlers; elsewhere the flags
    stay false.
    """

    def __init__(self) -> None:
        #: Whether SIGTERM came.
        self.was_asked_to_stop = False
        self._was_looked_at = False
        self._wants_checkpoint = False
        self._previous: Dict[int, Any] = {}
        if threading.current_thread() is not threading.main_thread():
            return
        self._install(signal.SIGTERM, self._stop)
        self._install(signal.SIGUSR1, self._checkpoint)

    def should_stop(self) -> bool:
        """Whether SIGTERM came; asking also says that the script will heed it."""
        self._was_looked_at = True
        return self.was_asked_to_stop

    def should_checkpoint(self) -> bool:
        """Whether SIGUSR1 came since the last call."""
        wanted, self._wants_checkpoint = self._wants_checkpoint, False
        return wanted

    def end(self) -> None:
        """Puts the earlier handlers back."""
        if threading.current_thread() is not threading.main_thread():
            return
        for number, handler in self._previous.items():
            signal.signal(number, handler)
        self._previous = {}

    def _install(self, number: int, handler: Any) -> None:
        known = signal.getsignal(number)
        # None is a handler that was not installed from Python: it cannot be put back, so it stays.
        if known is signal.SIG_DFL:
            self._previous[number] = signal.signal(number, handler)

    def _stop(self, number: int, frame: Optional[FrameType]) -> None:
        again = self.was_asked_to_stop
        self.was_asked_to_stop = True
        if again or not self._was_looked_at:
            # Through `sys.exit`, where the end is noted for the record.
            sys.exit(143)

    def _checkpoint(self, number: int, frame: Optional[FrameType]) -> None:
        self._wants_checkpoint = True
