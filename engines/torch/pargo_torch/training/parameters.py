"""Which parameters are trained, which of them decay, and what AdamW keeps of each."""

from __future__ import annotations

from torch import nn


def groups(model: nn.Module, weight_decay: float) -> list[dict]:
    """AdamW's groups: matrices decay, vectors (biases, norms) do not. In the order of the model's own parameters."""
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    return [
        {"params": [parameter for parameter in trained if parameter.ndim > 1], "weight_decay": weight_decay},
        {"params": [parameter for parameter in trained if parameter.ndim <= 1], "weight_decay": 0.0},
    ]


MOMENTS = ("exp_avg", "exp_avg_sq")
"""AdamW's running means of the gradient and of its square, by PyTorch's names."""


def state_name(parameter: str, part: str) -> str:
    """What a part of a parameter's training state is called in a checkpoint."""
    return f"{parameter}@{part}"
