"""LLaVA-style training files: a JSON list of images with turns of a human and of the model."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from ..errors import UserError
from .tokens import Turn


@dataclass(frozen=True)
class Sample:
    """An image, which may be absent on disk still, and what is said about it."""

    id: str
    image: Path
    turns: list[Turn]


def read(path: Path, images: Path) -> list[Sample]:
    """The entries of a file that have an image; entries of text alone are left out.

    Raises `UserError` for a file that is no such list, naming the entry.
    """
    try:
        entries = json.loads(path.read_text())
    except OSError as problem:
        raise UserError(f"{path} cannot be read: {problem.strerror}. `pargo-torch data check` says what is missing.") from None
    except ValueError as problem:
        raise UserError(f"{path} is no JSON: {problem}.") from None
    if not isinstance(entries, list):
        raise UserError(f"{path} must hold a list of conversations, not a {type(entries).__name__}.")
    samples = [_sample(entry, f"{path}: entry {index}", images) for index, entry in enumerate(entries)]
    samples = [sample for sample in samples if sample]
    if not samples:
        raise UserError(f"{path} has no entry with an image: nothing could be learned from it.")
    return samples


def _sample(entry: object, where: str, images: Path) -> Sample | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("conversations"), list):
        raise UserError(f"{where} has no list 'conversations'.")
    if not entry.get("image"):
        return None
    image = Path(str(entry["image"]))
    if image.is_absolute() or ".." in image.parts:
        raise UserError(f"{where} names the image '{image}', which leads out of {images}.")
    turns = []
    for turn in entry["conversations"]:
        if not isinstance(turn, dict) or turn.get("from") not in ("human", "gpt") or not isinstance(turn.get("value"), str):
            raise UserError(f"{where} has a turn that is not {{from: human|gpt, value: text}}.")
        turns.append(Turn(turn["from"] == "human", turn["value"]))
    return Sample(str(entry.get("id", where)), images / image, turns)
