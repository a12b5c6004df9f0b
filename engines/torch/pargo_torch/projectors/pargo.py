"""The ParGo projector: a BERT-style Q-Former under two masks.

Weight names are those of the released code: `query_tokens`, `ParGo.bert.…`, `llm_proj`.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional as F

from ..masks import PartialGlobalMask


class BertAttention(nn.Module):
    """Post-norm multi-head attention of a BERT layer: LN(x + dense(attention(x, source)))."""

    def __init__(self, hidden: int, heads: int, source: int, eps: float = 1e-12) -> None:
        super().__init__()
        self.heads = heads
        self.self = nn.ModuleDict(
            {"query": nn.Linear(hidden, hidden), "key": nn.Linear(source, hidden), "value": nn.Linear(source, hidden)}
        )
        self.output = nn.ModuleDict({"dense": nn.Linear(hidden, hidden), "LayerNorm": nn.LayerNorm(hidden, eps=eps)})

    def split(self, x: torch.Tensor) -> torch.Tensor:
        return x.unflatten(-1, (self.heads, -1)).transpose(1, 2)

    def forward(self, x: torch.Tensor, source: torch.Tensor, mask: torch.Tensor | None) -> torch.Tensor:
        query, key, value = self.self["query"](x), self.self["key"](source), self.self["value"](source)
        mixed = F.scaled_dot_product_attention(self.split(query), self.split(key), self.split(value), attn_mask=mask)
        return self.finish(mixed.transpose(1, 2).flatten(2), x)

    def finish(self, mixed: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
        return self.output["LayerNorm"](x + self.output["dense"](mixed))


class PerceptionAttention(BertAttention):
    """Cross-attention that works on what the mask leaves: a partial token sees its own V / P visual tokens only.

    The same result as the masked product, at P k instead of P V scores, and without a dense mask, so that every kernel
    of `scaled_dot_product_attention` takes it. With V = 576 and P = 288, a partial token costs 2 scores, not 576.
    """

    def __init__(self, hidden: int, heads: int, source: int, mask: PartialGlobalMask, eps: float = 1e-12) -> None:
        super().__init__(hidden, heads, source, eps)
        self.mask = mask

    def forward(self, x: torch.Tensor, source: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        query = self.split(self.self["query"](x))
        key, value = self.split(self.self["key"](source)), self.split(self.self["value"](source))
        partial = self.mask.partial
        parts = []
        if partial:
            parts.append(self.runs(query[:, :, :partial], key, value))
        if self.mask.global_:
            parts.append(F.scaled_dot_product_attention(query[:, :, partial:], key, value))
        mixed = torch.cat(parts, dim=2) if len(parts) > 1 else parts[0]
        return self.finish(mixed.transpose(1, 2).flatten(2), x)

    def runs(self, query: torch.Tensor, key: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
        """Each of the P queries over its own run; (B, heads, P, d) and (B, heads, V, d) to (B, heads, P, d)."""
        partial = self.mask.partial
        key = key.unflatten(2, (partial, -1))
        value = value.unflatten(2, (partial, -1))
        scores = (query.unsqueeze(3) * key).sum(-1) * query.shape[-1] ** -0.5
        weights = scores.float().softmax(-1).to(value.dtype)
        return (weights.unsqueeze(-1) * value).sum(3)


class Layer(nn.Module):
    """Self-attention among queries, cross-attention to the image, feed-forward; each with its norm after it."""

    def __init__(self, settings, mask: PartialGlobalMask, visual_width: int) -> None:
        super().__init__()
        hidden = settings.hidden
        self.attention = BertAttention(hidden, settings.heads, hidden, settings.norm_eps)
        self.crossattention = PerceptionAttention(hidden, settings.heads, visual_width, mask, settings.norm_eps)
        self.intermediate_query = nn.ModuleDict({"dense": nn.Linear(hidden, settings.ffn)})
        self.output_query = nn.ModuleDict(
            {"dense": nn.Linear(settings.ffn, hidden), "LayerNorm": nn.LayerNorm(hidden, eps=settings.norm_eps)}
        )

    def forward(self, x: torch.Tensor, visual: torch.Tensor, own: torch.Tensor | None) -> torch.Tensor:
        x = self.crossattention(self.attention(x, x, own), visual)
        fed = self.output_query["dense"](F.gelu(self.intermediate_query["dense"](x)))
        return self.output_query["LayerNorm"](x + fed)


class Bert(nn.Module):
    """Embeddings and layers under the names that the released code gives them."""

    def __init__(self, settings, mask: PartialGlobalMask, visual_width: int) -> None:
        super().__init__()
        self.embeddings = nn.ModuleDict(
            {
                "position_embeddings": nn.Embedding(mask.queries, settings.hidden),
                "LayerNorm": nn.LayerNorm(settings.hidden, eps=settings.norm_eps),
            }
        )
        self.encoder = nn.ModuleDict(
            {"layer": nn.ModuleList(Layer(settings, mask, visual_width) for _ in range(settings.depth))}
        )


class ParGo(nn.Module):
    """Partial and global tokens of an image; (B, V, visual width) to (B, P + G, LLM width)."""

    def __init__(
        self, settings, mask: PartialGlobalMask, widths: list[int], visual_width: int, llm_width: int
    ) -> None:
        super().__init__()
        self.mask = mask
        self.query_tokens = nn.Parameter(torch.empty(1, mask.queries, settings.hidden))
        self.ParGo = nn.ModuleDict({"bert": Bert(settings, mask, visual_width)})
        self.llm_proj = nn.Linear(settings.hidden, llm_width)
        for index, width in enumerate(widths):
            self.register_buffer(f"own_{index}", mask.own(width), persistent=False)
        self.gradient_checkpointing = False
        self.initialise()

    def initialise(self) -> None:
        """N(0, 0.02) with zero biases as BERT does; `llm_proj` keeps torch's own."""
        nn.init.normal_(self.query_tokens, std=0.02)
        for module in self.ParGo.modules():
            if isinstance(module, (nn.Linear, nn.Embedding)):
                nn.init.normal_(module.weight, std=0.02)
            if isinstance(module, nn.Linear):
                nn.init.zeros_(module.bias)

    def forward(self, visual: torch.Tensor) -> torch.Tensor:
        bert = self.ParGo["bert"]
        x = self.query_tokens + bert.embeddings["position_embeddings"].weight
        x = bert.embeddings["LayerNorm"](x).expand(visual.shape[0], -1, -1)
        for index, layer in enumerate(bert.encoder["layer"]):
            own = getattr(self, f"own_{index}")
            if self.gradient_checkpointing and self.training:
                x = torch.utils.checkpoint.checkpoint(layer, x, visual, own, use_reentrant=False)
            else:
                x = layer(x, visual, own)
        return self.llm_proj(x)
