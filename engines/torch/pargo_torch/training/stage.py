"""One stage of training: its data, its steps, its checkpoints."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
import torch.distributed as dist

from ..configuration import Configuration
from ..data.source import Source
from ..errors import UserError
from ..model import IGNORED, Batch, VisionLanguageModel
from ..sharing import check_shares
from .checkpoint import Checkpoints, Position
from .cluster import Place
from .plain import PlainEngine
from .schedule import rate
from .sharded import ShardedEngine
from .signals import Wishes

if TYPE_CHECKING:
    from pargo_lab import Run


@dataclass
class Stage:
    """Captions with the projector alone (1), or questions with the low-rank updates too (2)."""

    number: int
    configuration: Configuration
    place: Place
    source: Source
    run: "Run"
    wishes: Wishes

    @property
    def steps(self) -> int:
        """Updates of the stage."""
        train = self.configuration.train
        return train.pretrain_steps if self.number == 1 else train.finetune_steps

    @property
    def first_step(self) -> int:
        """Added to logged steps, so that stage 2 goes on where stage 1 ended."""
        return 0 if self.number == 1 else self.configuration.train.pretrain_steps

    def engine(self, model: VisionLanguageModel):
        """What runs the steps: DeepSpeed where `torch.zero` asks for it."""
        if self.configuration.torch.zero:
            return ShardedEngine(model, self.configuration, self.place, self.micro_steps)
        return PlainEngine(model, self.configuration, self.place)

    @property
    def micro_steps(self) -> int:
        """Parts that a process makes of its share of a batch."""
        check_shares(self.configuration, self.place.ranks)
        own = self.configuration.train.batch // self.place.ranks
        return -(-own // self.configuration.torch.micro_batch)

    def train(self, model: VisionLanguageModel, checkpoints: Checkpoints, engine, done: int) -> bool:
        """Runs the steps from `done` on; false when it was asked to stop before the end.

        Raises `UserError` for a loss that is no number, naming the step; the last checkpoint stays.
        """
        model.train()
        train = self.configuration.train
        window = Window(self.place)
        batches = self.source.batches(done, self.steps, train.batch, self.place, self.micro_steps)
        for step, parts in zip(range(done, self.steps), batches):
            self._step(model, engine, step, parts, window)
            now = step + 1
            self.run.progress(self.first_step + now, train.pretrain_steps + train.finetune_steps)
            if now % train.log_every == 0 or now == self.steps:
                self.run.log(window.close(), step=self.first_step + now)
            wish = self.wishes.agreed()
            is_due = now % self.configuration.torch.checkpoint_steps == 0 or now == self.steps
            if wish or is_due:
                checkpoints.save(Position(self.number, now), model, engine)
            if wish >= Wishes.STOP and now < self.steps:
                return False
        return True

    def _step(self, model: VisionLanguageModel, engine, step: int, parts: list[Batch], window: "Window") -> None:
        device = self.place.device()
        learned = torch.tensor(sum(int((part.labels[:, 1:] != IGNORED).sum()) for part in parts), device=device)
        if self.place.ranks > 1:
            dist.all_reduce(learned)
        if not learned:
            raise UserError(f"stage {self.number}, step {step}: no token of the batch is to be learned: look at the data.")
        loss = torch.zeros((), device=device)
        for index, part in enumerate(parts):
            total, correct = engine.forward(part.to(device))
            mean = total / learned
            engine.backward(mean, is_last=index == len(parts) - 1)
            loss += mean.detach()
            window.correct += correct
            window.tokens += part.tokens.numel()
        if self.place.ranks > 1:
            dist.all_reduce(loss)
        if not math.isfinite(float(loss)):
            raise UserError(
                f"stage {self.number}, step {step}: the loss is {float(loss)}. The last checkpoint is kept; "
                "a lower optimizer.lr or a longer optimizer.warmup helps most often."
            )
        optimizer = self.configuration.optimizer
        scale = 1 if self.number == 1 else optimizer.finetune_scale
        window.rate = rate(
            step, peak=optimizer.lr * scale, warmup=optimizer.warmup, steps=self.steps, course=optimizer.schedule
        )
        window.norm = engine.update(window.rate)
        window.add(float(loss), int(learned))


class Window:
    """What is logged: means since the last logged step."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.rate = self.norm = 0.0
        self._reset()

    def _reset(self) -> None:
        self.loss, self.steps, self.learned, self.tokens = 0.0, 0, 0, 0
        self.correct = torch.zeros((), device=self.place.device())
        self.since = time.perf_counter()

    def add(self, loss: float, learned: int) -> None:
        """One step's loss over `learned` tokens of all processes."""
        self.loss += loss
        self.steps += 1
        self.learned += learned

    def close(self) -> dict[str, float]:
        """The values, and a new window. All processes take part: right tokens and speed are theirs together."""
        correct = self.correct.float()
        if self.place.ranks > 1:
            dist.all_reduce(correct)
        seconds = max(time.perf_counter() - self.since, 1e-9)
        values = {
            "train/loss": self.loss / self.steps,
            "train/lr": self.rate,
            "train/grad_norm": self.norm,
            "train/token_accuracy": float(correct) / self.learned,
            "train/tokens_per_second": self.tokens * self.place.ranks / seconds,
        }
        self._reset()
        return values
