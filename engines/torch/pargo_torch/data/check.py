"""`pargo-torch data check DIR`: what is there, what is missing and how to get it, with a sample of each read for real."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..errors import UserError
from . import images, published, shards
from .recipe import ALL, DataSet, Form

SAMPLE = 8
"""Entries of each data set that are read, images decoded."""


@dataclass(frozen=True)
class Finding:
    """What was found of one data set."""

    data: DataSet
    state: str
    """`ready`, `missing` or `broken`."""
    detail: str


def check(root: Path, side: int) -> list[Finding]:
    """A finding for each data set of the paper. Raises `UserError` when `root` is no folder."""
    if not root.is_dir():
        raise UserError(f"{root} is no folder: name the one that holds pretrain/ and finetune/.")
    return [_check(data, root, side) for data in ALL]


def _check(data: DataSet, root: Path, side: int) -> Finding:
    if not data.exists(root):
        return Finding(data, "missing", f"to get it: {data.get}; it belongs in {root / data.folder}")
    try:
        count = _shards(root / data.folder, side) if data.form is Form.SHARDS else _published(root / data.folder, side)
    except UserError as problem:
        return Finding(data, "broken", str(problem))
    return Finding(data, "ready", count)


def _shards(folder: Path, side: int) -> str:
    found = shards.ShardSet(folder)
    for number in range(0, len(found), max(len(found) // SAMPLE, 1)):
        image, _, source = found[number]
        images.decode(image, side, source)
    size = sum(file.stat().st_size for file in found.shards) / 2**30
    return f"{len(found):,} pairs in {len(found.shards)} shards, {size:.1f} GiB"


def _published(folder: Path, side: int) -> str:
    samples = published.samples(folder)
    for sample in samples[:: max(len(samples) // SAMPLE, 1)]:
        images.read(sample.image, side)
    looked = samples[:: max(len(samples) // 1000, 1)]
    absent = sum(not sample.image.exists() for sample in looked)
    if absent:
        raise UserError(f"{folder}: {absent} of {len(looked)} images looked for are not there. Unpack the rest.")
    return f"{len(samples):,} conversations"
