"""Questions shared among processes: each asks its own, and all get all answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import torch.distributed as dist

from ..training.cluster import Place
from .answers import batches

Question = TypeVar("Question")
Answer = TypeVar("Answer")


class Sharing:
    """This process among those of its place; `progress` is told how many questions are answered, and of how many."""

    def __init__(self, place: Place, progress: Callable[[int, int], None] = lambda done, total: None) -> None:
        self.place, self.progress = place, progress

    def answers(
        self, questions: list[Question], size: int, ask: Callable[[list[Question]], list[Answer]]
    ) -> list[Answer]:
        """The answers in the questions' order; `ask` gets at most `size` at a time."""
        ranks = self.place.ranks
        own: list[Answer] = []
        for group in batches(questions[self.place.rank :: ranks], size):
            own += ask(group)
            self.progress(min(len(own) * ranks, len(questions)), len(questions))
        if ranks == 1:
            return own
        parts: list[list[Answer]] = [[] for _ in range(ranks)]
        dist.all_gather_object(parts, own)
        return [parts[index % ranks][index // ranks] for index in range(len(questions))]
