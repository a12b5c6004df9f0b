"""Training under DeepSpeed's ZeRO: moments, master weights and gradients are split over all processes."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn

from ..configuration import Configuration
from ..errors import UserError
from .cluster import Place
from .parameters import groups


class ShardedEngine:
    """ZeRO stage 1 or 2: what is frozen is whole on each process, what is trained is split.

    Checkpoints are elastic: they go on with another number of processes.
    """

    def __init__(self, model: nn.Module, configuration: Configuration, place: Place, micro_steps: int) -> None:
        try:
            import deepspeed
        except ImportError:
            raise UserError(
                "torch.zero is above 0, and DeepSpeed is not installed: pip install 'pargo-torch[cluster]', "
                "or set torch.zero to 0."
            ) from None
        self.ranks, self.micro_steps = place.ranks, micro_steps
        settings = configuration.optimizer
        optimizer = torch.optim.AdamW(groups(model, settings.weight_decay), lr=0, betas=settings.betas, eps=settings.eps)
        self.engine, self.optimizer, _, _ = deepspeed.initialize(
            model=model,
            optimizer=optimizer,
            config=settings_of(configuration, place, micro_steps),
            dist_init_required=False,
        )

    def forward(self, batch):
        """The model's sums; see `VisionLanguageModel.forward`."""
        return self.engine(batch)

    def backward(self, loss: torch.Tensor, is_last: bool) -> None:
        """Adds the gradient of a loss that is this process's part of the step's mean.

        DeepSpeed takes the mean over processes and micro-batches of what it is given; this undoes that.
        """
        self.engine.set_gradient_accumulation_boundary(is_last)
        self.engine.backward(loss * (self.ranks * self.micro_steps))

    def update(self, rate: float) -> float:
        """One update; returns the gradients' global norm before clipping."""
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.engine.step()
        norm = self.engine.get_global_grad_norm()
        return float(norm) if norm is not None else float("nan")

    def save(self, folder: Path) -> None:
        """Each process writes its part."""
        self.engine.save_checkpoint(str(folder), tag="zero", exclude_frozen_parameters=True)

    def load(self, folder: Path) -> None:
        """Each process reads what is its part now, from however many parts were written."""
        self.engine.load_checkpoint(str(folder), tag="zero", load_module_strict=False)


def settings_of(configuration: Configuration, place: Place, micro_steps: int) -> dict:
    """DeepSpeed's own configuration."""
    batch = configuration.train.batch
    return {
        "train_micro_batch_size_per_gpu": batch // (place.ranks * micro_steps),
        "gradient_accumulation_steps": micro_steps,
        "train_batch_size": batch,
        "gradient_clipping": configuration.train.clip,
        "bf16": {"enabled": configuration.torch.precision == "bf16"},
        "zero_optimization": {
            "stage": configuration.torch.zero,
            "overlap_comm": True,
            "contiguous_gradients": True,
            "elastic_checkpoint": True,
        },
        "zero_allow_untested_optimizer": True,
        "wall_clock_breakdown": False,
        "steps_per_print": 10**9,
    }
