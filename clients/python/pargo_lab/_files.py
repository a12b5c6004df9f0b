"""Files of a run directory: records that are replaced whole, and logs to which whole lines are added."""

from __future__ import annotations

import errno
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Optional

_NOT_SYNCABLE = (errno.EINVAL, errno.EROFS)


def replace(path: str, text: str, durable: bool = False) -> None:
    """Puts a text in a file's place at once: a reader sees the old one or the new one, whole."""
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        _write(temporary, text, os.O_TRUNC, durable)
        os.rename(temporary, path)
    except OSError:
        try:
            os.unlink(temporary)
        except OSError:
            pass  # The first error is the one to report.
        raise


def create(path: str, text: str) -> bool:
    """Makes a file that must not exist yet; False when it was there already."""
    try:
        _write(path, text, os.O_EXCL, durable=True)
    except FileExistsError:
        return False
    return True


def _write(path: str, text: str, flag: int, durable: bool) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | flag, 0o644)
    try:
        rest = text.encode("utf-8")
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        if durable:
            sync(descriptor)
    finally:
        os.close(descriptor)


def sync(descriptor: int) -> None:
    """Forces what was written to disk; a pipe or a special file need not be."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NOT_SYNCABLE:
            raise


def json_text(value: Any, indent: Optional[int] = None) -> str:
    """A value as JSON with a newline, on one line unless indented."""
    import json

    separators = None if indent else (",", ":")
    return json.dumps(value, indent=indent, separators=separators, ensure_ascii=False) + "\n"


def read_json(path: str) -> Any:
    """What a record holds; None when there is no such file."""
    import json

    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        return None


class LineFile:
    """A file to which whole lines are added, each by one write.

    Whatever fails in between, a later line never joins an earlier, torn one: a reader loses that one and nothing else.
    """

    __slots__ = ("descriptor", "_is_torn")

    def __init__(self, path: str) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        self.descriptor = os.open(path, flags, 0o644)
        self._is_torn = self._ends_within_a_line()

    def append(self, line: bytes) -> None:
        """Adds bytes that end in a newline; they are in the system's hands when this returns."""
        if self._is_torn:
            os.write(self.descriptor, b"\n")
            self._is_torn = False
        written = os.write(self.descriptor, line)
        if written != len(line):
            self._append_rest(line[written:])

    def sync(self) -> None:
        """Forces what was added to disk."""
        sync(self.descriptor)

    def close(self) -> None:
        """Closes the file."""
        os.close(self.descriptor)

    def _append_rest(self, rest: bytes) -> None:
        self._is_torn = True
        while rest:
            rest = rest[os.write(self.descriptor, rest) :]
        self._is_torn = False

    def _ends_within_a_line(self) -> bool:
        last: Optional[bytes] = None
        try:
            size = os.lseek(self.descriptor, 0, os.SEEK_END)
            last = os.pread(self.descriptor, 1, size - 1) if size else None
        except OSError:
            pass  # A pipe has no torn line to care for.
        return bool(last) and last != b"\n"
