"""Which sample comes when: a function of seed and position alone, so that a resumed run goes on where it stopped."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import torch


class SampleOrder:
    """Endless passes over `count` samples, each shuffled anew; rank r of n takes every n-th.

    The order does not depend on how many ranks there are: position p of the whole run is the same sample on 1 GPU and
    on 32, so a checkpoint can go on with another number of nodes.
    """

    def __init__(self, count: int, seed: int, stream: str) -> None:
        self.count, self.seed, self.stream = count, seed, stream
        self._epoch, self._order = -1, torch.empty(0)

    def __getitem__(self, position: int) -> int:
        epoch, index = divmod(position, self.count)
        if epoch != self._epoch:
            digest = hashlib.sha256(f"{self.seed}/{self.stream}/{epoch}".encode()).digest()
            generator = torch.Generator().manual_seed(int.from_bytes(digest[:8], "big") >> 1)
            self._epoch, self._order = epoch, torch.randperm(self.count, generator=generator)
        return int(self._order[index])

    def batches(self, first_step: int, steps: int, batch: int, rank: int, ranks: int) -> Iterator[list[int]]:
        """For each step from `first_step` on, the samples of this rank: `batch` is all ranks' together."""
        for step in range(first_step, steps):
            yield [self[step * batch + offset] for offset in range(rank, batch, ranks)]
