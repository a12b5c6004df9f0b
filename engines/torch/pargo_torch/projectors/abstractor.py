"""C-Abstractor (Cha and others 2023, Honeybee): convolutions keep what is where, pooling sets the number of tokens."""

from __future__ import annotations

import math

import torch
from torch import nn
from torch.nn import functional as F

from ..errors import UserError


class ChannelNorm(nn.Module):
    """Layer norm over the channels of an image; (B, C, H, W)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.ones(channels)), nn.Parameter(torch.zeros(channels))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.layer_norm(x.permute(0, 2, 3, 1), self.weight.shape, self.weight, self.bias, 1e-6).permute(0, 3, 1, 2)


class Bottleneck(nn.Module):
    """A RegNet bottleneck: 1x1, depth-wise 3x3, squeeze-and-excitation, 1x1, around a residual connection."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        squeezed = max(inputs // 4, 1)
        self.conv1, self.norm1 = nn.Conv2d(inputs, outputs, 1, bias=False), ChannelNorm(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, groups=outputs, bias=False)
        self.norm2 = ChannelNorm(outputs)
        self.fc1, self.fc2 = nn.Conv2d(outputs, squeezed, 1), nn.Conv2d(squeezed, outputs, 1)
        self.conv3, self.norm3 = nn.Conv2d(outputs, outputs, 1, bias=False), ChannelNorm(outputs)
        self.shortcut = nn.Conv2d(inputs, outputs, 1, bias=False) if inputs != outputs else nn.Identity()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = F.silu(self.norm1(self.conv1(x)))
        y = F.silu(self.norm2(self.conv2(y)))
        weights = self.fc2(F.silu(self.fc1(y.mean((2, 3), keepdim=True))))
        y = self.norm3(self.conv3(y * weights.sigmoid()))
        return F.silu(y + self.shortcut(x))


class ConvolutionalAbstractor(nn.Module):
    """`depth` bottlenecks, adaptive average pooling to a square of Q tokens, `depth` more; (B, V, W) to (B, Q, D)."""

    def __init__(self, settings, side: int, tokens: int, visual_width: int, llm_width: int) -> None:
        super().__init__()
        self.side, self.pooled = side, math.isqrt(tokens)
        if self.pooled**2 != tokens:
            raise UserError(
                f"projector.kind c_abstractor pools to a square, and {tokens} tokens are none: "
                f"take {self.pooled**2} or {(self.pooled + 1) ** 2}."
            )
        hidden = settings.hidden
        self.pos_emb = nn.Parameter(torch.empty(1, side * side, visual_width))
        nn.init.normal_(self.pos_emb, std=0.02)
        before = [Bottleneck(visual_width if i == 0 else hidden, hidden) for i in range(settings.depth)]
        self.before = nn.Sequential(*before)
        self.after = nn.Sequential(*(Bottleneck(hidden, hidden) for _ in range(settings.depth)))
        self.llm_proj = nn.Sequential(nn.Linear(hidden, llm_width), nn.SiLU(), nn.Linear(llm_width, llm_width))

    def forward(self, visual: torch.Tensor) -> torch.Tensor:
        image = (visual + self.pos_emb).transpose(1, 2).unflatten(2, (self.side, self.side))
        pooled = F.adaptive_avg_pool2d(self.before(image), self.pooled)
        return self.llm_proj(self.after(pooled).flatten(2).transpose(1, 2))
