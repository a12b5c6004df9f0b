"""`pargo-torch data check DIR`: what is there, what is missing and how to get it, with a sample of each read for real."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ..errors import UserError
from . import conversations, images, shards
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
        count = _shards(root / data.folder, side) if data.form is Form.SHARDS else _conversations(root / data.folder, side)
    except UserError as problem:
        return Finding(data, "broken", str(problem))
    return Finding(data, "ready", count)


def _shards(folder: Path, side: int) -> str:
    files = sorted(folder.glob("*.tar"))
    if not files:
        raise UserError(f"{folder} holds no *.tar: {Form.SHARDS.value} belong there.")
    for pair in islice(shards.read(files[0]), SAMPLE):
        images.decode(pair.image, side, pair.source)
    return f"{len(files)} shards, {sum(file.stat().st_size for file in files) / 2**30:.1f} GiB"


def _conversations(folder: Path, side: int) -> str:
    samples = conversations.read(folder / "conversations.json", folder)
    for sample in samples[:SAMPLE]:
        images.read(sample.image, side)
    absent = sum(not sample.image.exists() for sample in samples[:: max(len(samples) // 1000, 1)])
    if absent:
        raise UserError(f"{folder}: {absent} of 1000 images looked for are not there. Unpack the rest.")
    return f"{len(samples):,} conversations"
