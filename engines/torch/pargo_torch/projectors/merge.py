"""The two simplest projectors: neighbouring patches side by side, then one or two linear maps."""

from __future__ import annotations

import torch
from torch import nn

from ..errors import UserError


class PatchMerge(nn.Module):
    """Concatenates V / Q raster-adjacent visual tokens and maps each group; (B, V, W) to (B, Q, D).

    The released code merges 4, so 576 visual tokens become 144: one layer is its `linear`, two with GELU between its `mlp`.
    """

    def __init__(self, side: int, visual_width: int, llm_width: int, tokens: int, layers: int) -> None:
        super().__init__()
        visual = side * side
        if visual % tokens:
            raise UserError(
                f"{tokens} tokens cannot be made of {visual} visual tokens by merging neighbours: "
                "projector.partial_tokens + projector.global_tokens must divide their number."
            )
        self.group = visual // tokens
        merged = self.group * visual_width
        if layers == 1:
            self.llm_proj = nn.Linear(merged, llm_width)
        else:
            self.llm_proj = nn.Sequential(nn.Linear(merged, llm_width), nn.GELU(), nn.Linear(llm_width, llm_width))

    def forward(self, visual: torch.Tensor) -> torch.Tensor:
        return self.llm_proj(visual.unflatten(1, (-1, self.group)).flatten(2))
