"""`pargo-torch data check DIR`: what is there, what is missing and how to get it, with a sample of each read for real."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..errors import UserError
from ..evaluation import choices, mme
from . import images, published, shards
from .recipe import ALL, BENCHMARKS, DataSet, Form

SAMPLE = 8
"""Entries of each data set that are read, images decoded."""


@dataclass(frozen=True)
class Finding:
    """What was found of one data set or benchmark."""

    name: str
    used_by: str
    """`stage 1`, `stage 2` or `eval`."""
    folder: str
    state: str
    """`ready`, `missing` or `broken`."""
    detail: str
    get: str


def check(root: Path, side: int, progress: Callable[[str], None] = lambda name: None) -> list[Finding]:
    """A finding for each data set of the paper and each benchmark; `progress` is told what is looked at.

    Raises `UserError` when `root` is no folder.
    """
    if not root.is_dir():
        raise UserError(f"{root} is no folder: name the one that holds pretrain/, finetune/ and the benchmarks.")
    findings = []
    for data in ALL:
        progress(data.name)
        findings.append(_find(root, data.name, f"stage {data.stage}", data.folder, data.get, lambda: _data(data, root, side)))
    for name, folder, get in BENCHMARKS:
        progress(name)
        findings.append(_find(root, name, "eval", folder, get, lambda: _BENCHMARK[folder](root / folder, side)))
    progress("")
    return findings


def _find(root: Path, name: str, used_by: str, folder: str, get: str, look: Callable[[], str]) -> Finding:
    if not (root / folder).is_dir():
        return Finding(name, used_by, folder, "missing", f"{root / folder} is not there.", get)
    try:
        return Finding(name, used_by, folder, "ready", look(), get)
    except UserError as problem:
        return Finding(name, used_by, folder, "broken", str(problem), get)


def _data(data: DataSet, root: Path, side: int) -> str:
    folder = root / data.folder
    return _shards(folder, side) if data.form is Form.SHARDS else _published(folder, side)


def _shards(folder: Path, side: int) -> str:
    found = shards.ShardSet(folder)
    for number in range(0, len(found), max(len(found) // SAMPLE, 1)):
        image, _, source = found[number]
        images.decode(image, side, source)
    size = sum(file.stat().st_size for file in found.shards)
    return f"{_count(len(found), 'pair')} in {_count(len(found.shards), 'shard')}, {_size(size)}"


def _published(folder: Path, side: int) -> str:
    samples = published.samples(folder)
    _all_there(folder, [sample.image for sample in samples])
    for sample in samples[:: max(len(samples) // SAMPLE, 1)]:
        images.read(sample.image, side)
    return _count(len(samples), "conversation")


def _all_there(folder: Path, files: list[Path]) -> None:
    """Raises `UserError` when of a thousand files some are not there."""
    looked = files[:: max(len(files) // 1000, 1)]
    absent = [file for file in looked if not file.exists()]
    if absent:
        raise UserError(
            f"{folder}: {len(absent)} of {len(looked)} images looked for are not there, such as "
            f"{absent[0].relative_to(folder)}. Unpack the images into that folder."
        )


def _mme(folder: Path, side: int) -> str:
    there = [name for name in (*mme.PERCEPTION, *mme.COGNITION) if mme.file_of(folder, name)]
    if not there:
        raise UserError(f"{folder} has none of MME's question files, such as {mme.PERCEPTION[0]}.txt.")
    questions = [question for name in there for question in mme.read(folder, name)]
    _all_there(folder, [question.image for question in questions])
    images.read(questions[0].image, side)
    return f"{_count(len(questions), 'question')} in {_count(len(there), 'subtask')}"


def _mmbench(folder: Path, side: int) -> str:
    files = sorted(folder.glob("*.tsv"))
    if len(files) != 1:
        raise UserError(f"{folder} holds {len(files) or 'no'} *.tsv; leave the one split there that is to be asked.")
    questions = choices.read_mmbench(files[0])
    for question in questions[:: max(len(questions) // SAMPLE, 1)]:
        images.decode(question.image, side, f"{files[0]}: the image of question {question.id}")
    return f"{_count(len(questions), 'question')} in {files[0].name}"


def _seed(folder: Path, side: int) -> str:
    questions = choices.read_seed(folder / "SEED-Bench.json", folder / "SEED-Bench-image")
    _all_there(folder, [question.image for question in questions])
    images.read(questions[0].image, side)
    return f"{_count(len(questions), 'question')} about images"


_BENCHMARK = {"mme": _mme, "mmbench": _mmbench, "seed": _seed}


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _size(size: int) -> str:
    for unit, power in (("GiB", 30), ("MiB", 20), ("KiB", 10)):
        if size >= 2**power:
            return f"{size / 2**power:.1f} {unit}"
    return f"{size} bytes"
