"""WebDataset shards: tar files whose members `KEY.jpg` and `KEY.txt` or `KEY.json` belong together, read as a stream."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import UserError

IMAGES = {".jpg", ".jpeg", ".png", ".webp"}
CAPTION_KEYS = ("caption", "text", "TEXT")


@dataclass(frozen=True)
class Captioned:
    """An image's bytes and what is said of it; `source` names it in messages."""

    source: str
    image: bytes
    caption: str


def read(shard: Path) -> Iterator[Captioned]:
    """The pairs of one shard in its order.

    A member without its partner is left out. Raises `UserError` where the archive is damaged, naming the last good pair:
    a truncated download is found when the shard is read, not hours later.
    """
    key, parts, last = None, {}, "none"
    try:
        with tarfile.open(shard, "r|*") as archive:
            for member in archive:
                if not member.isfile():
                    continue
                name = Path(member.name)
                stem = str(name.parent / name.name.split(".")[0])
                if stem != key:
                    if pair := _pair(shard, key, parts):
                        yield pair
                        last = pair.source
                    key, parts = stem, {}
                parts["." + name.name.split(".", 1)[-1].lower()] = archive.extractfile(member).read()
        if pair := _pair(shard, key, parts):
            yield pair
    except (tarfile.TarError, EOFError, OSError) as problem:
        raise UserError(f"{shard} is damaged after {last}: {problem}. Fetch it again, or take it out of the list.") from None


def _pair(shard: Path, key: str | None, parts: dict[str, bytes]) -> Captioned | None:
    image = next((content for suffix, content in parts.items() if suffix in IMAGES), None)
    caption = _caption(parts)
    return Captioned(f"{shard}:{key}", image, caption) if image is not None and caption else None


def _caption(parts: dict[str, bytes]) -> str | None:
    if ".txt" in parts:
        return parts[".txt"].decode("utf-8", "replace").strip()
    try:
        record = json.loads(parts.get(".json", b"{}"))
    except ValueError:
        return None
    if not isinstance(record, dict):
        return None
    return next((str(record[name]).strip() for name in CAPTION_KEYS if record.get(name)), None)
