"""USR1 asks for a checkpoint, TERM for a checkpoint and the end; both wait for the step to be over."""

from __future__ import annotations

import signal

import torch
import torch.distributed as dist

from .cluster import Place


class Wishes:
    """What was asked of this process or of any other since the last look."""

    CHECKPOINT, STOP = 1, 2

    def __init__(self, place: Place, device: torch.device) -> None:
        self._asked = 0
        self._place, self._device = place, device
        signal.signal(signal.SIGUSR1, lambda *_: self._ask(self.CHECKPOINT))
        signal.signal(signal.SIGTERM, lambda *_: self._ask(self.STOP))

    def _ask(self, wish: int) -> None:
        self._asked = max(self._asked, wish)

    def agreed(self) -> int:
        """The strongest wish of any process, the same on all of them: Slurm signals only some."""
        asked, self._asked = self._asked, 0
        if self._place.ranks == 1:
            return asked
        shared = torch.tensor(asked, device=self._device)
        dist.all_reduce(shared, op=dist.ReduceOp.MAX)
        return int(shared)
