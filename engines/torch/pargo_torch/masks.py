"""The two masks of ParGo, as the public code builds them (pargo/backbone/language/qformer_bert.py, lines 805 to 824)."""

from __future__ import annotations

from dataclasses import dataclass

import torch

from .errors import UserError


@dataclass(frozen=True)
class PartialGlobalMask:
    """Which tokens see what: `partial` tokens first, then `global_` ones, over `visual` visual tokens."""

    partial: int
    global_: int
    visual: int

    def __post_init__(self) -> None:
        if self.partial + self.global_ == 0:
            raise UserError("projector.partial_tokens and projector.global_tokens are both 0: no token is left.")
        if self.partial and self.visual % self.partial:
            raise UserError(
                f"projector.partial_tokens is {self.partial}, which does not divide the {self.visual} visual tokens."
            )

    @property
    def queries(self) -> int:
        return self.partial + self.global_

    def cross(self) -> torch.Tensor | None:
        """(Q, V), true where a query sees a visual token: partial token i its own run of V / P, global ones all.

        None when nothing is hidden, which is the plain Q-Former.
        """
        if self.partial == 0:
            return None
        run = self.visual // self.partial
        query = torch.arange(self.queries).unsqueeze(1)
        group = torch.arange(self.visual).unsqueeze(0) // run
        return (query == group) | (query >= self.partial)

    def own(self, width: int) -> torch.Tensor | None:
        """(Q, Q), true where a query sees a query: partial tokens of one block of `width`, and global ones each other.

        Partial and global tokens never see each other inside the projector; `width` P is the released behaviour.
        """
        if self.partial == 0:
            return None
        index = torch.arange(self.queries)
        is_partial = index < self.partial
        block = torch.where(is_partial, index // width, -1)
        return block.unsqueeze(1) == block.unsqueeze(0)


def cascade_widths(perception: str, widths: list[int], depth: int, partial: int) -> list[int]:
    """The block width of each layer's self-attention among partial tokens.

    `released`: all in each layer, as the public code does. `cascaded`: the given widths, or doubling from one token and
    ending with all; the paper's figure fixes the first, the second and the last width only, the rest is our choice.
    """
    if perception == "released":
        return [max(partial, 1)] * depth
    if widths:
        if len(widths) != depth:
            raise UserError(
                f"projector.cascade_widths has {len(widths)} widths for {depth} layers; give one a layer, or none."
            )
        return list(widths)
    doubled = [max(min(2**layer, partial), 1) for layer in range(depth)]
    doubled[-1] = max(partial, 1)
    return doubled
