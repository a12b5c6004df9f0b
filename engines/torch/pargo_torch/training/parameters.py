"""Which parameters are trained, and which of them decay."""

from __future__ import annotations

from torch import nn


def groups(model: nn.Module, weight_decay: float) -> list[dict]:
    """AdamW's groups: matrices decay, vectors (biases, norms) do not. In the order of the model's own parameters."""
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    return [
        {"params": [parameter for parameter in trained if parameter.ndim > 1], "weight_decay": weight_decay},
        {"params": [parameter for parameter in trained if parameter.ndim <= 1], "weight_decay": 0.0},
    ]
