"""Files that a run produced for others."""

from __future__ import annotations

import hashlib
import os
import time

from ._errors import RunError
from ._files import LineFile, json_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict, Iterator, List, Optional

_PIECE = 1 << 20


def keep(folder: str, source: str, name: Optional[str]) -> List[Dict[str, Any]]:
    """Copies a file or the files of a folder below `artifacts/`, and registers them."""
    if not os.path.exists(source):
        raise RunError(f"{source}: there is no such file to keep as an artifact")
    name = name if name is not None else _own_name(folder, source)
    if not os.path.isdir(source):
        return [_keep_file(folder, source, name)]
    return [_keep_file(folder, os.path.join(source, file), f"{name}/{file}") for file in _files(source)]


def write(folder: str, name: str, content: "str | bytes") -> Dict[str, Any]:
    """Writes a file below `artifacts/` and registers it."""
    data = content.encode("utf-8") if isinstance(content, str) else bytes(content)
    target = _target(folder, name)
    temporary = f"{target}.{os.getpid()}.tmp"
    with open(temporary, "wb") as file:
        file.write(data)
    os.rename(temporary, target)
    return _register(folder, name, len(data), hashlib.sha256(data).hexdigest())


def _own_name(folder: str, source: str) -> str:
    """The name of a file that lies below `artifacts/` is its path there, of another its last part."""
    below = os.path.relpath(os.path.realpath(source), os.path.realpath(os.path.join(folder, "artifacts")))
    return os.path.basename(os.path.abspath(source)) if below.startswith("..") else below


def _files(root: str) -> Iterator[str]:
    for parent, folders, files in os.walk(root):
        folders.sort()
        for file in sorted(files):
            yield os.path.relpath(os.path.join(parent, file), root)


def _keep_file(folder: str, source: str, name: str) -> Dict[str, Any]:
    target = _target(folder, name)
    if os.path.exists(target) and os.path.samefile(source, target):
        return _register(folder, name, *_digest(source, None))
    temporary = f"{target}.{os.getpid()}.tmp"
    size, digest = _digest(source, temporary)
    os.rename(temporary, target)
    return _register(folder, name, size, digest)


def _target(folder: str, name: str) -> str:
    for part in name.split("/"):
        if not part or part in (".", "..") or len(part.encode()) > 200 or any(c < " " or c == "\x7f" for c in part):
            raise RunError(f"{name!r} cannot name an artifact: it is a path below artifacts/, such as 'plots/loss.png'")
    target = os.path.join(folder, "artifacts", name)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    return target


def _digest(source: str, copy: Optional[str]) -> "tuple[int, str]":
    """Length and SHA-256 of a file, copied in the same pass where asked for."""
    size, digest = 0, hashlib.sha256()
    with open(source, "rb") as file, open(copy or os.devnull, "wb") as target:
        while True:
            piece = file.read(_PIECE)
            if not piece:
                return size, digest.hexdigest()
            size += len(piece)
            digest.update(piece)
            if copy:
                target.write(piece)


def _register(folder: str, name: str, size: int, digest: str) -> Dict[str, Any]:
    record = {"name": name, "bytes": size, "sha256": digest, "time": round(time.time(), 3)}
    lines = LineFile(os.path.join(folder, "artifacts.jsonl"))
    try:
        lines.append(json_text(record).encode())
        lines.sync()
    finally:
        lines.close()
    return record
