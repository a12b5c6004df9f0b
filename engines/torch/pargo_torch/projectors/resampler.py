"""Perceiver resampler: learned queries that read the image and themselves in each layer (Alayrac and others 2022, section 3.1.1)."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F


class ResamplerLayer(nn.Module):
    """Pre-norm attention from the queries to visual tokens and queries together, then a feed-forward part."""

    def __init__(self, hidden: int, heads: int, ffn: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm_media, self.norm_latents = nn.LayerNorm(hidden), nn.LayerNorm(hidden)
        self.to_q = nn.Linear(hidden, hidden, bias=False)
        self.to_k = nn.Linear(hidden, hidden, bias=False)
        self.to_v = nn.Linear(hidden, hidden, bias=False)
        self.to_out = nn.Linear(hidden, hidden, bias=False)
        self.norm_ffn = nn.LayerNorm(hidden)
        self.fc1, self.fc2 = nn.Linear(hidden, ffn, bias=False), nn.Linear(ffn, hidden, bias=False)

    def split(self, x: torch.Tensor) -> torch.Tensor:
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def forward(self, latents: torch.Tensor, media: torch.Tensor) -> torch.Tensor:
        queries = self.norm_latents(latents)
        source = torch.cat([self.norm_media(media), queries], dim=1)
        mixed = F.scaled_dot_product_attention(
            self.split(self.to_q(queries)), self.split(self.to_k(source)), self.split(self.to_v(source))
        )
        latents = latents + self.to_out(mixed.transpose(1, 2).flatten(2))
        return latents + self.fc2(F.gelu(self.fc1(self.norm_ffn(latents))))


class Resampler(nn.Module):
    """Q learned queries over the whole image; (B, V, W) to (B, Q, D)."""

    def __init__(self, settings, tokens: int, visual_width: int, llm_width: int) -> None:
        super().__init__()
        self.query_tokens = nn.Parameter(torch.empty(1, tokens, settings.hidden))
        nn.init.normal_(self.query_tokens, std=0.02)
        self.visual_proj = nn.Linear(visual_width, settings.hidden)
        self.layers = nn.ModuleList(
            ResamplerLayer(settings.hidden, settings.heads, settings.ffn) for _ in range(settings.depth)
        )
        self.norm = nn.LayerNorm(settings.hidden)
        self.llm_proj = nn.Linear(settings.hidden, llm_width)

    def forward(self, visual: torch.Tensor) -> torch.Tensor:
        media = self.visual_proj(visual)
        latents = self.query_tokens.expand(visual.shape[0], -1, -1)
        for layer in self.layers:
            latents = layer(latents, media)
        return self.llm_proj(self.norm(latents))
