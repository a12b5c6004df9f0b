"""Which sample comes when: a function of seed and position alone, so that a resumed run goes on where it stopped."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate


class Shuffle:
    """A permutation of 0 ..< count that is computed, not stored: 400 million samples take no memory.

    A Feistel network of four rounds over the next power of four, walked on until it falls below count (Black and
    Rogaway 2002, "cycle walking").
    """

    ROUNDS = 4

    def __init__(self, count: int, key: str) -> None:
        self.count = count
        self.half = max((max(count - 1, 1).bit_length() + 1) // 2, 1)
        self.mask = (1 << self.half) - 1
        digest = hashlib.sha256(key.encode()).digest()
        self.keys = [int.from_bytes(digest[8 * i : 8 * i + 8], "big") for i in range(self.ROUNDS)]

    def __getitem__(self, index: int) -> int:
        index = self._step(index)
        while index >= self.count:
            index = self._step(index)
        return index

    def _step(self, index: int) -> int:
        left, right = index >> self.half, index & self.mask
        for key in self.keys:
            left, right = right, left ^ (self._mix(right ^ key) & self.mask)
        return left << self.half | right

    @staticmethod
    def _mix(value: int) -> int:
        """The finaliser of SplitMix64: every bit of the input moves half of the output's."""
        value &= 0xFFFF_FFFF_FFFF_FFFF
        value = (value ^ value >> 30) * 0xBF58_476D_1CE4_E5B9 & 0xFFFF_FFFF_FFFF_FFFF
        value = (value ^ value >> 27) * 0x94D0_49BB_1331_11EB & 0xFFFF_FFFF_FFFF_FFFF
        return value ^ value >> 31


class SampleOrder:
    """Endless samples of one data set, or of several by weight.

    `order[position]` is a pair of data set and index. Among any `count` positions in a row of one pass, no sample of a
    data set comes twice. The order does not depend on how many processes there are: position p of the whole run is the
    same sample on 1 GPU and on 32, so a checkpoint can go on with another number of nodes.
    """

    def __init__(self, counts: list[int], weights: list[float], seed: int, stream: str) -> None:
        self.counts, self.key = counts, f"{seed}/{stream}"
        total = sum(weights)
        self.bounds = list(accumulate(weight / total for weight in weights))
        self._shuffles: dict[tuple[int, int], Shuffle] = {}

    def __getitem__(self, position: int) -> tuple[int, int]:
        source = self._source(position)
        epoch, index = divmod(position, self.counts[source])
        shuffle = self._shuffles.get((source, epoch))
        if shuffle is None:
            shuffle = Shuffle(self.counts[source], f"{self.key}/{source}/{epoch}")
            self._shuffles = {key: kept for key, kept in self._shuffles.items() if key[0] != source}
            self._shuffles[source, epoch] = shuffle
        return source, shuffle[index]

    def _source(self, position: int) -> int:
        if len(self.counts) == 1:
            return 0
        digest = hashlib.sha256(f"{self.key}/source/{position}".encode()).digest()
        return min(bisect_right(self.bounds, int.from_bytes(digest[:8], "big") / 2**64), len(self.counts) - 1)

    def batches(self, first: int, steps: int, batch: int, rank: int, ranks: int) -> Iterator[list[tuple[int, int]]]:
        """For each step from `first` on, the samples of this rank: `batch` is all ranks' together."""
        for step in range(first, steps):
            yield [self[step * batch + offset] for offset in range(rank, batch, ranks)]
