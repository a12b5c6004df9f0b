"""The released ParGo projector in its plainest form: additive masks of zeros and -inf over whole score matrices.

Written from the description of the public code (post-norm BERT layers: self-attention, cross-attention, feed-forward of the
queries; partial tokens first), apart from both engines. Weights come by name from a dictionary.
"""

import math

import torch


def cross_mask(partial: int, global_: int, visual: int) -> torch.Tensor:
    """(Q, V): partial token i sees visual tokens i k to (i + 1) k - 1, k = V / P; global tokens see all."""
    mask = torch.zeros(partial + global_, visual)
    if partial:
        k = visual // partial
        for i in range(partial):
            mask[i] = -math.inf
            mask[i, i * k : (i + 1) * k] = 0
    return mask


def self_mask(partial: int, global_: int, width: int) -> torch.Tensor:
    """(Q, Q): partial tokens see those of their block of `width`, global tokens one another; never across."""
    mask = torch.zeros(partial + global_, partial + global_)
    if partial:
        mask[:] = -math.inf
        mask[partial:, partial:] = 0
        for i in range(partial):
            start = i // width * width
            mask[i, start : min(start + width, partial)] = 0
    return mask


def norm(x, weights, name, eps):
    mean = x.mean(-1, keepdim=True)
    variance = ((x - mean) ** 2).mean(-1, keepdim=True)
    return (x - mean) / torch.sqrt(variance + eps) * weights[f"{name}.weight"] + weights[f"{name}.bias"]


def dense(x, weights, name):
    return x @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]


def attention(x, source, mask, weights, name, heads, eps):
    query = dense(x, weights, f"{name}.self.query")
    key, value = dense(source, weights, f"{name}.self.key"), dense(source, weights, f"{name}.self.value")
    width = query.shape[-1] // heads
    mixed = []
    for head in range(heads):
        part = slice(head * width, (head + 1) * width)
        scores = query[..., part] @ key[..., part].transpose(-1, -2) / math.sqrt(width) + mask
        mixed.append(torch.softmax(scores, -1) @ value[..., part])
    return norm(x + dense(torch.cat(mixed, -1), weights, f"{name}.output.dense"), weights, f"{name}.output.LayerNorm", eps)


def project(weights, visual, partial, global_, widths, heads, eps=1e-12):
    """(B, V, W) to (B, P + G, D); `widths` has each layer's block, P everywhere for the released code."""
    x = weights["query_tokens"] + weights["ParGo.bert.embeddings.position_embeddings.weight"][: partial + global_]
    x = norm(x, weights, "ParGo.bert.embeddings.LayerNorm", eps).expand(visual.shape[0], -1, -1)
    cross = cross_mask(partial, global_, visual.shape[1])
    for layer, width in enumerate(widths):
        name = f"ParGo.bert.encoder.layer.{layer}"
        x = attention(x, x, self_mask(partial, global_, width), weights, f"{name}.attention", heads, eps)
        x = attention(x, visual, cross, weights, f"{name}.crossattention", heads, eps)
        inner = dense(x, weights, f"{name}.intermediate_query.dense")
        inner = inner * 0.5 * (1 + torch.erf(inner / math.sqrt(2)))
        x = norm(x + dense(inner, weights, f"{name}.output_query.dense"), weights, f"{name}.output_query.LayerNorm", eps)
    return dense(x, weights, "llm_proj")
