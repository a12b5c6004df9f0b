"""Training without DeepSpeed: AdamW on each process, gradients summed over all of them."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import torch
import torch.distributed as dist
from torch import nn

from ..configuration import Configuration
from .cluster import Place
from .parameters import groups


class PlainEngine:
    """Keeps weights, moments and gradients whole on each process, in single precision; computes in bf16 where asked."""

    def __init__(self, model: nn.Module, configuration: Configuration, place: Place) -> None:
        self.model, self.place = model, place
        self.clip = configuration.train.clip
        settings = configuration.optimizer
        self.optimizer = torch.optim.AdamW(groups(model, settings.weight_decay), lr=0, betas=settings.betas, eps=settings.eps)
        self.parameters = [parameter for group in self.optimizer.param_groups for parameter in group["params"]]
        self.is_mixed = configuration.torch.precision == "bf16"

    def forward(self, batch):
        """The model's sums; see `VisionLanguageModel.forward`."""
        device = batch.tokens.device.type
        with torch.autocast(device, torch.bfloat16) if self.is_mixed else nullcontext():
            return self.model(batch)

    def backward(self, loss: torch.Tensor, is_last: bool) -> None:
        """Adds the gradient of a loss that is this process's part of the step's mean."""
        loss.backward()

    def update(self, rate: float) -> float:
        """One update; returns the gradients' global norm before clipping."""
        if self.place.ranks > 1:
            for parameter in self.parameters:
                if parameter.grad is None:
                    parameter.grad = torch.zeros_like(parameter)
                dist.all_reduce(parameter.grad)
        limit = self.clip or float("inf")
        norm = nn.utils.clip_grad_norm_(self.parameters, limit)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        return float(norm)

    def save(self, folder: Path) -> None:
        """Writes the moments; the first process's are everybody's."""
        if self.place.leads:
            torch.save(self.optimizer.state_dict(), folder / "optimizer.pt")

    def load(self, folder: Path) -> None:
        """Reads the moments; the weights are in the model already."""
        state = torch.load(folder / "optimizer.pt", map_location="cpu", weights_only=True)
        self.optimizer.load_state_dict(state)
