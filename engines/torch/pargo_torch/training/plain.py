"""Training without DeepSpeed: AdamW on each process, gradients summed over all of them."""

from __future__ import annotations

from contextlib import nullcontext
import torch
import torch.distributed as dist
from torch import nn

from ..configuration import Configuration
from .cluster import Place
from .parameters import MOMENTS, groups, state_name


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

    def state(self, parameters: dict[str, nn.Parameter]) -> dict[str, torch.Tensor]:
        """Weights and moments by `state_name`, and the number of updates."""
        tensors: dict[str, torch.Tensor] = {}
        for name, parameter in parameters.items():
            kept = self.optimizer.state[parameter]
            tensors["step"] = kept["step"].reshape(1)
            tensors[state_name(name, "weight")] = parameter.detach()
            tensors |= {state_name(name, part): kept[part] for part in MOMENTS}
        return tensors

    def restore(self, parameters: dict[str, nn.Parameter], tensors: dict[str, torch.Tensor]) -> None:
        """Takes weights and moments, whoever wrote them."""
        with torch.no_grad():
            for name, parameter in parameters.items():
                parameter.copy_(tensors[state_name(name, "weight")])
                moments = {part: tensors[state_name(name, part)].to(parameter.device) for part in MOMENTS}
                self.optimizer.state[parameter] = {"step": tensors["step"].reshape(()).clone(), **moments}
