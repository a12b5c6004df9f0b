"""USR1 asks for a checkpoint, TERM for a checkpoint and the end; both wait for the step to be over."""

from __future__ import annotations

import os
import signal

import torch
import torch.distributed as dist

from .cluster import Place


class Wishes:
    """What was asked of this process or of any other since the last look.

    In a job that Slurm starts again, which `LAB_REQUEUES` above 0 says, USR1 is the warning of the time limit: then it
    asks for the end too.
    """

    CHECKPOINT, STOP, RESTART = 1, 2, 3

    def __init__(self, place: Place, device: torch.device) -> None:
        self._asked = 0
        self._place, self._device = place, device
        self._strongest = 0
        requeues = os.environ.get("LAB_REQUEUES", "0")
        on_user1 = self.RESTART if requeues.isdigit() and int(requeues) > 0 else self.CHECKPOINT
        signal.signal(signal.SIGUSR1, lambda *_: self._ask(on_user1))
        signal.signal(signal.SIGTERM, lambda *_: self._ask(self.STOP))

    def _ask(self, wish: int) -> None:
        self._asked = max(self._asked, wish)

    def agreed(self) -> int:
        """The strongest wish of any process, the same on all of them: Slurm signals only some."""
        asked, self._asked = self._asked, 0
        if self._place.ranks > 1:
            shared = torch.tensor(asked, device=self._device)
            dist.all_reduce(shared, op=dist.ReduceOp.MAX)
            asked = int(shared)
        self._strongest = max(self._strongest, asked)
        return asked

    @property
    def stopped_with(self) -> int:
        """The exit code of a run that was asked to stop: 75 asks to be started again, 143 is TERM's."""
        return 75 if self._strongest == self.RESTART else 143
