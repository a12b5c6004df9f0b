"""Where batches come from: files in LLaVA's form, read by processes beside the training."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch.utils.data import DataLoader, Dataset

from ..errors import UserError
from ..model import Batch
from . import images
from .conversations import Sample
from .order import SampleOrder
from .tokens import Encoded, collate


class Source(Dataset):
    """Samples that are read when they are needed, in an order that a resumed run finds again."""

    def __init__(self, samples: list[Sample], tokenizer, configuration, stream: str) -> None:
        self.samples, self.tokenizer = samples, tokenizer
        self.side, self.workers = configuration.vision.image, configuration.torch.workers
        self.image_tokens, self.longest = configuration.image_tokens, configuration.llm.length
        self.order = SampleOrder(len(samples), configuration.seed, stream)

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, Encoded]:
        sample = self.samples[index]
        return images.read(sample.image, self.side), self.tokenizer.conversation(sample.turns)

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
