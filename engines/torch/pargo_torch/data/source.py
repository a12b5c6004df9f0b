"""Where batches come from: one data set or several by weight, read by processes beside the training."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import torch
from torch.utils.data import DataLoader, Dataset

from ..errors import UserError
from ..model import Batch
from . import images, published
from .conversations import Sample
from .order import SampleOrder
from .recipe import ALL, Form
from .shards import ShardSet
from .tokens import Encoded, Turn, collate


class Files:
    """Samples whose images are files."""

    def __init__(self, samples: list[Sample]) -> None:
        self.samples = samples

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, number: int) -> tuple[bytes, list[Turn], str]:
        """The image's bytes, the conversation, and what messages call it."""
        sample = self.samples[number]
        try:
            return sample.image.read_bytes(), sample.turns, str(sample.image)
        except OSError as problem:
            raise UserError(f"{sample.image} cannot be read: {problem.strerror}.") from None


def paper(root: Path, stage: int) -> tuple[list[Files | ShardSet], list[float]]:
    """The paper's data sets of a stage that are there, with their sampling weights.

    Raises `UserError` when none is there.
    """
    own = root / "weights.json"
    weights = json.loads(own.read_text()) if own.exists() else {}
    present = [data for data in ALL if data.stage == stage and data.exists(root)]
    if not present:
        raise UserError(f"{root} has no data set of stage {stage}: `pargo-torch data check {root}` says how to get them.")
    sets = [
        ShardSet(root / data.folder) if data.form is Form.SHARDS else Files(published.samples(root / data.folder))
        for data in present
    ]
    return sets, [float(weights.get(data.name, data.weight)) for data in present]


class Source(Dataset):
    """Samples that are read when they are needed, in an order that a resumed run finds again."""

    def __init__(self, sets: list[Files | ShardSet], weights: list[float], tokenizer, configuration, stream: str) -> None:
        self.sets, self.tokenizer = sets, tokenizer
        self.side, self.workers = configuration.vision.image, configuration.torch.workers
        self.image_tokens, self.longest = configuration.image_tokens, configuration.llm.length
        self.order = SampleOrder([len(part) for part in sets], weights, configuration.seed, stream)

    def __len__(self) -> int:
        return sum(map(len, self.sets))

    def __getitem__(self, place: tuple[int, int]) -> tuple[torch.Tensor, Encoded]:
        image, turns, source = self.sets[place[0]][place[1]]
        return images.decode(image, self.side, source), self.tokenizer.conversation(turns)

    def batches(self, first: int, steps: int, batch: int, place, micro_steps: int) -> Iterator[list[Batch]]:
        """For each step this process's share of the batch, in `micro_steps` parts.

        Raises `UserError` when a process would have nothing to do.
        """
        if batch < place.ranks:
            raise UserError(f"train.batch is {batch} for {place.ranks} processes: each needs a sample of its own.")
        if len(self) < batch:
            raise UserError(f"there are {len(self)} samples for batches of {batch}: lower train.batch or add data.")
        own = batch // place.ranks
        size = -(-own // micro_steps)
        # Lazily: the loader asks for a part only when one of its processes is free.
        chunks = (
            indices[start : start + size]
            for indices in self.order.batches(first, steps, batch, place.rank, place.ranks)
            for start in range(0, own, size)
        )
        loader = DataLoader(
            self,
            batch_sampler=chunks,
            collate_fn=self._collate,
            num_workers=self.workers,
            pin_memory=torch.cuda.is_available(),
        )
        parts: list[Batch] = []
        for part in loader:
            parts.append(part)
            if len(parts) == micro_steps:
                yield parts
                parts = []

    def _collate(self, samples: list[tuple[torch.Tensor, Encoded]]) -> Batch:
        return collate(samples, self.image_tokens, self.tokenizer.padding, self.longest)
