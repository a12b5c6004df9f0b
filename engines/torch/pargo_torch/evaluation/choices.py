"""Multiple choice: MMBench's circular rule (Liu and others 2023) and SEED-Bench's accuracy (Li and others 2023)."""

from __future__ import annotations

import base64
import csv
import json
import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from ..errors import UserError

LETTERS = "ABCDEFGH"


@dataclass(frozen=True)
class Choice:
    """A question with options; `answer` is the right one's place."""

    id: str
    category: str
    image: bytes | Path
    text: str
    options: tuple[str, ...]
    answer: int

    def rotated(self, shift: int) -> "Choice":
        """The same with its options moved on by `shift` places, as circular evaluation asks it."""
        count = len(self.options)
        options = tuple(self.options[(place + shift) % count] for place in range(count))
        return Choice(self.id, self.category, self.image, self.text, options, (self.answer - shift) % count)

    def prompt(self) -> str:
        """The question, the lettered options, and what form the answer takes."""
        lines = [f"{LETTERS[place]}. {option}" for place, option in enumerate(self.options)]
        return "\n".join(
            [
                "Answer with the option's letter from the given choices directly.",
                self.text,
                "There are several options:",
                *lines,
            ]
        )


def letter(answer: str, options: tuple[str, ...]) -> int | None:
    """Which option an answer names: by a leading letter, else by the text of exactly one option; None for neither.

    A small letter counts only when it is the whole answer: "a dog" begins with no choice.
    """
    match = re.match(r"\s*\(?([A-H])\b", answer) or re.fullmatch(r"[\s(]*([a-h])[\s.):]*", answer)
    if match and LETTERS.index(match.group(1).upper()) < len(options):
        return LETTERS.index(match.group(1).upper())
    named = [place for place, option in enumerate(options) if option.lower() in answer.lower()]
    return named[0] if len(named) == 1 else None


COPIES_FROM = 1_000_000
"""From this index on a row of MMBench's file is a rotated copy of another, which is made here anyway."""


def read_mmbench(file: Path) -> list[Choice]:
    """The questions of MMBench's TSV: index, question, hint, A to D, answer, category, and the image in base 64.

    An image that is a number stands for that of the row with this index, as in the published files. Raises `UserError`
    at the line that is no such question, or without an answer, as in the test split, which only its makers can score.
    """
    csv.field_size_limit(sys.maxsize)
    questions, pictures = [], {}
    with _opened(file) as lines:
        for number, row in enumerate(csv.DictReader(lines, delimiter="\t"), 2):
            options = tuple(row[name] for name in "ABCD" if row.get(name) and row[name].lower() != "nan")
            try:
                text = row["image"]
                image = pictures[text] if text.isdigit() and text in pictures else base64.b64decode(text, validate=True)
                pictures[row["index"]] = image
                if int(row["index"]) >= COPIES_FROM:
                    continue
                answer = "ABCD".index(row["answer"])
                hint = row.get("hint") or ""
            except (KeyError, ValueError, TypeError) as problem:
                raise UserError(f"{file}:{number}: no question of MMBench ({problem!r}).") from None
            if answer >= len(options):
                raise UserError(f"{file}:{number}: the answer {row['answer']} is not among {len(options)} options.")
            text = row["question"] + (f"\nContext: {hint}" if hint and hint.lower() != "nan" else "")
            questions.append(Choice(row["index"], row.get("category") or "all", image, text, options, answer))
    if not questions:
        raise UserError(f"{file} holds no question: fetch it again.")
    return questions


VIDEO = 9
"""The last of SEED-Bench's dimensions that are about images."""


def read_seed(file: Path, images: Path) -> list[Choice]:
    """The image questions of `SEED-Bench.json`: dimensions 1 to 9; those of videos are left out."""
    try:
        content = json.loads(file.read_text())
        names = {number: name for name, number in content["question_type"].items()}
        entries = content["questions"]
    except (OSError, ValueError, KeyError) as problem:
        raise UserError(f"{file} is no SEED-Bench file: {problem!r}.") from None
    questions = []
    for entry in entries:
        try:
            if entry["question_type_id"] > VIDEO:
                continue
            options = tuple(str(entry[f"choice_{name}"]) for name in "abcd")
            place = "ABCD".index(entry["answer"])
            category = names.get(entry["question_type_id"], str(entry["question_type_id"]))
            image = images / Path(entry["data_id"]).name
            questions.append(Choice(str(entry["question_id"]), category, image, entry["question"], options, place))
        except (KeyError, ValueError, TypeError) as problem:
            raise UserError(f"{file}: question {len(questions) + 1} is none of SEED-Bench ({problem!r}).") from None
    if not questions:
        raise UserError(f"{file} holds no question about an image.")
    return questions


def circular(verdicts: dict[str, list[bool]]) -> dict[str, bool]:
    """By question: right only when it was right in every rotation."""
    return {name: all(passes) for name, passes in verdicts.items()}


def by_category(right: dict[str, bool], categories: dict[str, str]) -> dict[str, float]:
    """Accuracy of each category."""
    groups: dict[str, list[bool]] = defaultdict(list)
    for name, is_right in right.items():
        groups[categories[name]].append(is_right)
    return {category: sum(values) / len(values) for category, values in sorted(groups.items())}


def _opened(file: Path):
    try:
        return file.open(newline="")
    except OSError as problem:
        raise UserError(f"{file} cannot be read: {problem.strerror}.") from None
