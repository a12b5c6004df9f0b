"""MME: two yes-or-no questions an image; accuracy of questions, accuracy+ of images (Fu and others 2023)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ..errors import UserError

PERCEPTION = (
    "existence", "count", "position", "color", "posters", "celebrity", "scene", "landmark", "artwork", "OCR",
)  # fmt: skip
COGNITION = ("commonsense_reasoning", "numerical_calculation", "text_translation", "code_reasoning")


@dataclass(frozen=True)
class Question:
    """A line of a subtask's file."""

    subtask: str
    image: Path
    text: str
    is_yes: bool


def file_of(folder: Path, subtask: str) -> Path | None:
    """Where a subtask's questions are; None where nowhere."""
    places = (folder / f"{subtask}.txt", folder / "Data_json" / f"{subtask}.txt")
    return next((path for path in places if path.exists()), None)


def read(folder: Path, subtask: str) -> list[Question]:
    """The questions of `<folder>/<subtask>.txt`, whose lines are image, question and answer with tabs between.

    Raises `UserError` at the line that is not so, or whose image has no second question.
    """
    file = file_of(folder, subtask)
    if file is None:
        raise UserError(f"{folder} has no {subtask}.txt: set eval.subtasks to those that are there.")
    questions = []
    for number, line in enumerate(file.read_text().splitlines(), 1):
        fields = line.split("\t")
        if len(fields) != 3 or fields[2].lower() not in ("yes", "no"):
            raise UserError(f"{file}:{number}: not image, question and Yes or No with tabs between.")
        if Path(fields[0]).name != fields[0]:
            raise UserError(f"{file}:{number}: the image '{fields[0]}' leads out of its folder.")
        image = folder / "images" / subtask / fields[0]
        questions.append(Question(subtask, image, fields[1], fields[2].lower() == "yes"))
    if not questions:
        raise UserError(f"{file} has no question.")
    for index in range(0, len(questions), 2):
        if index + 1 == len(questions) or questions[index].image != questions[index + 1].image:
            raise UserError(f"{file}:{index + 1}: image {questions[index].image.name} has no second question.")
    return questions


def verdict(answer: str, prefix: int = 4) -> bool | None:
    """Yes, no, or neither, which is wrong: exactly, else what is found first in the answer's beginning.

    Four characters are the official-derived script's rule; the released ParGo code looks at 20.
    """
    text = answer.lower()
    if text in ("yes", "no"):
        return text == "yes"
    beginning = text[:prefix]
    if "yes" in beginning:
        return True
    return False if "no" in beginning else None


@dataclass(frozen=True)
class Score:
    """Of one subtask, or of all questions together."""

    accuracy: float
    accuracy_plus: float

    @classmethod
    def of(cls, right: list[bool]) -> "Score":
        """From verdicts in the file's order, two an image."""
        images = [right[index] and right[index + 1] for index in range(0, len(right), 2)]
        return cls(sum(right) / max(len(right), 1), sum(images) / max(len(images), 1))

    @property
    def points(self) -> float:
        """100 accuracy + 100 accuracy+, at most 200."""
        return 100 * self.accuracy + 100 * self.accuracy_plus


def metrics(right: dict[str, list[bool]]) -> dict[str, float]:
    """The logged values of verdicts by subtask: `eval/mme`, its sums and parts, accuracy over everything."""
    scores = {subtask: Score.of(verdicts) for subtask, verdicts in right.items()}
    everything = Score.of([verdict for verdicts in right.values() for verdict in verdicts])
    values = {
        "eval/mme": sum(score.points for score in scores.values()),
        "eval/accuracy": everything.accuracy,
        "eval/accuracy_plus": everything.accuracy_plus,
    }
    if any(subtask in COGNITION for subtask in scores):
        values["eval/mme.perception"] = sum(score.points for name, score in scores.items() if name in PERCEPTION)
        values["eval/mme.cognition"] = sum(score.points for name, score in scores.items() if name in COGNITION)
    return values | {f"eval/mme.{subtask}": score.points for subtask, score in scores.items()}
