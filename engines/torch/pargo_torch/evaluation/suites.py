"""The benchmarks as they are asked: which questions, in what words, and what becomes of the answers."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import dataclass, field
from pathlib import Path

import torch

from ..configuration import Configuration
from ..data import images
from ..errors import UserError
from . import choices, mme
from .answers import Answerer
from .choices import Choice
from .sharing import Sharing


@dataclass
class Result:
    """What is logged, kept and printed of a benchmark."""

    metrics: dict[str, float] = field(default_factory=dict)
    items: list[dict] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


class MME:
    """Two yes-or-no questions an image, from `mme/`; see `mme.py` for the rule."""

    def __init__(self, folder: Path, configuration: Configuration, arguments: Namespace) -> None:
        self.configuration, self.arguments = configuration, arguments
        self.questions = {name: mme.read(folder / "mme", name) for name in configuration.eval.subtasks}

    def __len__(self) -> int:
        return sum(map(len, self.questions.values()))

    def ask(self, answerer: Answerer, sharing: Sharing) -> Result:
        """All subtasks in the configuration's order."""
        result, right = Result(), {}
        side = self.configuration.vision.image

        def say(group: list[mme.Question]) -> list[str]:
            asked = [(images.read(question.image, side), question.text) for question in group]
            return answerer.say(asked, longest=self.arguments.longest, beams=self.arguments.beams)

        everything = [question for questions in self.questions.values() for question in questions]
        for question, answer in zip(everything, sharing.answers(everything, self.configuration.eval.batch, say)):
            verdicts = right.setdefault(question.subtask, [])
            verdicts.append(mme.verdict(answer) == question.is_yes)
            result.items.append(_mme_item(question, answer, verdicts[-1]))
        for subtask, verdicts in right.items():
            score = mme.Score.of(verdicts)
            result.lines.append(
                f"{subtask}: accuracy {100 * score.accuracy:.1f} %, accuracy+ {100 * score.accuracy_plus:.1f} %"
            )
        result.metrics = mme.metrics(right)
        return result


class MMBench:
    """Multiple choice under the circular rule, from the one `mmbench/*.tsv`: each question is asked once a rotation."""

    def __init__(self, folder: Path, configuration: Configuration, arguments: Namespace) -> None:
        self.configuration, self.arguments = configuration, arguments
        self.questions = choices.read_mmbench(_only(folder / "mmbench", "*.tsv"))

    def __len__(self) -> int:
        return sum(len(question.options) for question in self.questions)

    def ask(self, answerer: Answerer, sharing: Sharing) -> Result:
        """Every question in every rotation: a question counts when all of its rotations were answered right."""
        result = Result()
        said: dict[str, list[str]] = {question.id: [] for question in self.questions}
        passes: dict[str, list[bool]] = {question.id: [] for question in self.questions}
        rotated = [(shift, one.rotated(shift)) for one in self.questions for shift in range(len(one.options))]

        def say(group: list[tuple[int, Choice]]) -> list[str]:
            asked = [(_pixels(one, self.configuration.vision.image), one.prompt()) for _, one in group]
            return answerer.say(asked, longest=self.arguments.longest, beams=self.arguments.beams)

        for (_, one), answer in zip(rotated, sharing.answers(rotated, self.configuration.eval.batch, say)):
            said[one.id].append(answer)
            passes[one.id].append(choices.letter(answer, one.options) == one.answer)
        right = choices.circular(passes)
        for one in self.questions:
            result.items.append({**_choice_item(one, said[one.id][0], right[one.id]), "passes": said[one.id]})
        first = {name: verdicts[0] for name, verdicts in passes.items()}
        result.metrics = {
            "eval/mmbench": _per_cent(right.values()),
            "eval/mmbench.first_pass": _per_cent(first.values()),
            **_parts("eval/mmbench", right, {one.id: one.category for one in self.questions}),
        }
        result.lines = [
            f"MMBench: {result.metrics['eval/mmbench']:.1f} % of {len(right)} questions right in every rotation, "
            f"{result.metrics['eval/mmbench.first_pass']:.1f} % as they stand"
        ]
        return result


class SEED:
    """SEED-Bench's image questions, from `seed/`: the letter that is said, or the likeliest option."""

    def __init__(self, folder: Path, configuration: Configuration, arguments: Namespace) -> None:
        self.configuration, self.arguments = configuration, arguments
        self.questions = choices.read_seed(folder / "seed/SEED-Bench.json", folder / "seed/SEED-Bench-image")

    def __len__(self) -> int:
        return len(self.questions)

    def ask(self, answerer: Answerer, sharing: Sharing) -> Result:
        """By likelihood a question at a time, with its options side by side; else in batches."""
        result, side = Result(), self.configuration.vision.image
        by_likelihood = (self.arguments.seed_by or self.configuration.eval.seed_by) == "likelihood"

        def say(group: list[Choice]) -> list[str]:
            asked = [(_pixels(one, side), one.prompt()) for one in group]
            return answerer.say(asked, longest=self.arguments.longest, beams=self.arguments.beams)

        def weigh(group: list[Choice]) -> list[list[float]]:
            return [answerer.log_likelihoods(_pixels(one, side), one.text, list(one.options)) for one in group]

        size = 1 if by_likelihood else self.configuration.eval.batch
        for one, said in zip(self.questions, sharing.answers(self.questions, size, weigh if by_likelihood else say)):
            if by_likelihood:
                place = max(range(len(said)), key=said.__getitem__)
                item = _choice_item(one, choices.LETTERS[place], place == one.answer)
                item["log_likelihoods"] = [round(score, 4) for score in said]
            else:
                item = _choice_item(one, said, choices.letter(said, one.options) == one.answer)
            result.items.append(item)
        right = {one.id: item["right"] for one, item in zip(self.questions, result.items)}
        parts = _parts("eval/seed", right, {one.id: one.category for one in self.questions})
        result.metrics = {"eval/seed": _per_cent(right.values()), **parts}
        how = "the likeliest option" if by_likelihood else "the letter that was said"
        result.lines = [f"SEED-Bench, images: {result.metrics['eval/seed']:.1f} % of {len(right)} questions, by {how}"]
        return result


SUITES = {"mme": MME, "mmbench": MMBench, "seed": SEED}
"""By the name that `--benchmark` takes."""


def _only(folder: Path, pattern: str) -> Path:
    files = sorted(folder.glob(pattern))
    if len(files) != 1:
        have = f"{len(files)} of them" if files else "none"
        raise UserError(f"{folder} must hold one {pattern}, the split to be asked, and holds {have}.")
    return files[0]


def _pixels(question: Choice, side: int) -> torch.Tensor:
    if isinstance(question.image, bytes):
        return images.decode(question.image, side, f"the image of question {question.id}")
    return images.read(question.image, side)


def _mme_item(question: mme.Question, answer: str, is_right: bool) -> dict:
    return {
        "subtask": question.subtask,
        "image": question.image.name,
        "question": question.text,
        "expected": "Yes" if question.is_yes else "No",
        "answer": answer,
        "right": is_right,
    }


def _choice_item(question: Choice, answer: str, is_right: bool) -> dict:
    expected = choices.LETTERS[question.answer]
    return {"item": question.id, "category": question.category, "expected": expected, "answer": answer, "right": is_right}


def _per_cent(verdicts) -> float:
    values = list(verdicts)
    return 100 * sum(values) / max(len(values), 1)


def _parts(prefix: str, right: dict[str, bool], categories: dict[str, str]) -> dict[str, float]:
    """A metric for each category, whose name has nothing but letters, digits, dashes and underscores."""
    named = {key: "".join(c if c.isalnum() or c == "-" else "_" for c in value.lower()) for key, value in categories.items()}
    return {f"{prefix}.{name}": 100 * part for name, part in choices.by_category(right, named).items()}
