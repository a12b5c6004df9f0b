"""What a script prints, copied to log.txt."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TextIO


class _Copying:
    """A stream that writes to two places; in all else it is the first."""

    def __init__(self, stream: TextIO, copy: TextIO) -> None:
        self._stream = stream
        self._copy = copy

    def write(self, text: str) -> int:
        """Writes to both; a copy that cannot be written does not keep the script from printing."""
        count = self._stream.write(text)
        try:
            self._copy.write(text)
        except (OSError, ValueError):
            pass
        return count

    def writelines(self, lines: Any) -> None:
        """Writes each line to both."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class OutputCopy:
    """Copies standard output and standard error of this interpreter to a file, line by line."""

    def __init__(self, path: str) -> None:
        self._file = open(path, "a", buffering=1, encoding="utf-8", errors="replace")
        self._streams = (sys.stdout, sys.stderr)
        self._copies = (_Copying(sys.stdout, self._file), _Copying(sys.stderr, self._file))
        sys.stdout, sys.stderr = self._copies

    def note_error(self, error: BaseException) -> None:
        """Adds an error that is about to leave the run's block; the interpreter shows it when the run has ended."""
        import traceback

        lines = traceback.format_exception(type(error), error, error.__traceback__)
        self._file.write("".join(lines))

    def end(self) -> None:
        """Puts the streams back."""
        if sys.stdout is self._copies[0]:
            sys.stdout = self._streams[0]
        if sys.stderr is self._copies[1]:
            sys.stderr = self._streams[1]
        self._file.close()
