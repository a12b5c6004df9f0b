"""WebDataset shards: tar files whose members `KEY.jpg` and `KEY.txt` or `KEY.json` belong together."""

from __future__ import annotations

import json
import os
import tarfile
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from ..errors import UserError
from .tokens import Turn

IMAGES = {".jpg", ".jpeg", ".png", ".webp"}
CAPTION_KEYS = ("caption", "text", "TEXT")


@dataclass(frozen=True)
class Place:
    """Where the two parts of a pair lie in their shard: offset and length in bytes each."""

    key: str
    image: tuple[int, int]
    words: tuple[int, int]
    is_json: bool


def index(shard: Path) -> list[Place]:
    """The pairs of a shard; members without a partner are left out.

    Raises `UserError` where the archive is damaged, naming the last good pair: a truncated download is found before
    training starts, not hours later.
    """
    places: list[Place] = []
    key, parts = None, {}
    try:
        size, end = shard.stat().st_size, 0
        with tarfile.open(shard, "r:") as archive:
            for member in archive:
                end = member.offset_data + (member.size + tarfile.BLOCKSIZE - 1) // tarfile.BLOCKSIZE * tarfile.BLOCKSIZE
                if not member.isfile():
                    continue
                stem, _, suffix = member.name.partition(".") if "/" not in member.name else _split(member.name)
                if stem != key:
                    places += _pair(key, parts)
                    key, parts = stem, {}
                parts["." + suffix.lower()] = (member.offset_data, member.size)
        # Cut inside a header, a tar just seems to end; a whole one has a mark of zeros there.
        if end + tarfile.BLOCKSIZE > size:
            raise tarfile.ReadError(f"it has {size} bytes and no end mark")
        return places + _pair(key, parts)
    except (tarfile.TarError, EOFError, OSError) as problem:
        last = places[-1].key if places else "its beginning"
        raise UserError(
            f"{shard} is damaged after {last}: {problem}. Fetch it again, or move it out of the folder."
        ) from None


def _split(name: str) -> tuple[str, str, str]:
    folder, _, file = name.rpartition("/")
    stem, dot, suffix = file.partition(".")
    return f"{folder}/{stem}", dot, suffix


def _pair(key: str | None, parts: dict[str, tuple[int, int]]) -> list[Place]:
    image = next((place for suffix, place in parts.items() if suffix in IMAGES), None)
    if key is None or image is None:
        return []
    for suffix in (".txt", ".json"):
        if suffix in parts:
            return [Place(key, image, parts[suffix], suffix == ".json")]
    return []


class ShardSet:
    """All pairs of a folder's shards, each to be had by its number.

    The places of a shard's pairs are found once and kept beside it in `NAME.tar.index.json`, or in memory where the
    folder cannot be written; a shard that is newer than its index is read again.
    """

    def __init__(self, folder: Path) -> None:
        self.shards = sorted(folder.glob("*.tar"))
        if not self.shards:
            raise UserError(f"{folder} holds no *.tar: shards of images and captions belong there.")
        self._places = [self._indexed(shard) for shard in self.shards]
        self._ends = list(accumulate(len(places) for places in self._places))
        if not len(self):
            raise UserError(f"{folder}: no shard holds a pair of image and caption.")

    def __len__(self) -> int:
        return self._ends[-1]

    def __getitem__(self, number: int) -> tuple[bytes, list[Turn], str]:
        """The image's bytes, the caption as a conversation, and what messages call it."""
        which = bisect_right(self._ends, number)
        place = self._places[which][number - (self._ends[which - 1] if which else 0)]
        source = f"{self.shards[which]}:{place.key}"
        with self.shards[which].open("rb") as file:
            image, words = (self._cut(file, *part) for part in (place.image, place.words))
        caption = self._caption(words, place.is_json)
        if not caption:
            raise UserError(f"{source} has no caption.")
        return image, [Turn(True, "<image>"), Turn(False, caption)], source

    @staticmethod
    def _cut(file, offset: int, length: int) -> bytes:
        file.seek(offset)
        return file.read(length)

    @staticmethod
    def _caption(words: bytes, is_json: bool) -> str | None:
        if not is_json:
            return words.decode("utf-8", "replace").strip()
        try:
            record = json.loads(words)
            return next((str(record[name]).strip() for name in CAPTION_KEYS if record.get(name)), None)
        except (ValueError, AttributeError):
            return None

    @staticmethod
    def _indexed(shard: Path) -> list[Place]:
        kept = shard.with_name(shard.name + ".index.json")
        try:
            if kept.stat().st_mtime >= shard.stat().st_mtime:
                return [Place(key, tuple(image), tuple(words), flag) for key, image, words, flag in json.loads(kept.read_text())]
        except (OSError, ValueError, TypeError):
            pass  # no index, or an unreadable one: it is made anew
        places = index(shard)
        temporary = kept.with_name(f"{kept.name}.{os.getpid()}")
        try:
            temporary.write_text(json.dumps([[p.key, p.image, p.words, p.is_json] for p in places]))
            temporary.replace(kept)
        except OSError:
            pass  # a read-only data folder: the index stays in memory
        return places
