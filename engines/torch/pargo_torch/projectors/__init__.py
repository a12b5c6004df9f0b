"""Projectors: from the visual tokens of an image to tokens of the language model, (B, V, W) to (B, Q, D)."""

from __future__ import annotations

from torch import nn

from ..configuration import Configuration
from ..errors import UserError
from ..masks import PartialGlobalMask, cascade_widths
from .abstractor import ConvolutionalAbstractor
from .merge import PatchMerge
from .pargo import ParGo
from .resampler import Resampler


def make(configuration: Configuration, visual_width: int, llm_width: int) -> nn.Module:
    """The configured projector with fresh weights.

    Raises `UserError` for shapes that do not fit.
    """
    settings = configuration.projector
    visual = configuration.visual_tokens
    tokens = settings.partial_tokens + settings.global_tokens
    if settings.kind in ("pargo", "qformer"):
        partial = settings.partial_tokens if settings.kind == "pargo" else 0
        mask = PartialGlobalMask(partial, tokens - partial, visual)
        widths = cascade_widths(settings.perception, settings.cascade_widths, settings.depth, partial)
        return ParGo(settings, mask, widths, visual_width, llm_width)
    if settings.kind in ("linear", "mlp"):
        return PatchMerge(configuration.side, visual_width, llm_width, tokens, layers=1 if settings.kind == "linear" else 2)
    if settings.kind == "resampler":
        return Resampler(settings, tokens, visual_width, llm_width)
    if settings.kind == "c_abstractor":
        return ConvolutionalAbstractor(settings, configuration.side, tokens, visual_width, llm_width)
    raise UserError(f"projector.kind '{settings.kind}' is not known to this engine.")
