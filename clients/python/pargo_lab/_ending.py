"""How a script ends that never says so itself."""

from __future__ import annotations

import atexit
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Optional, Type

    from ._run import Run


def code_of(error: Optional[BaseException]) -> int:
    """The exit code of a process that this error ends; 0 without one."""
    if error is None:
        return 0
    if isinstance(error, KeyboardInterrupt):
        return 130
    if isinstance(error, SystemExit):
        if error.code is None:
            return 0
        return error.code if isinstance(error.code, int) else 1
    return 1


class Ending:
    """Finishes a run when the interpreter ends, with the code that it ends with.

    The interpreter tells its exit functions nothing, so the error nobody caught and the argument of `sys.exit` are
    noted on their way.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._code = 0
        self._hook = sys.excepthook
        self._exit = sys.exit
        sys.excepthook = self._note_error
        sys.exit = self._note_exit  # type: ignore[assignment]
        atexit.register(self._finish)

    def end(self) -> None:
        """Puts everything back."""
        if sys.excepthook == self._note_error:
            sys.excepthook = self._hook
        if sys.exit == self._note_exit:
            sys.exit = self._exit
        atexit.unregister(self._finish)

    def _note_error(self, kind: Type[BaseException], error: BaseException, traceback: Optional[TracebackType]) -> None:
        self._code = code_of(error)
        self._hook(kind, error, traceback)

    def _note_exit(self, status: object = None, /) -> None:
        error = SystemExit(status)
        self._code = code_of(error)
        raise error

    def _finish(self) -> None:
        self._run.finish(code=self._code)
