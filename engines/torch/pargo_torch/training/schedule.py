"""The learning rate's course."""

from __future__ import annotations

import math


def rate(step: int, *, peak: float, warmup: int, steps: int, course: str) -> float:
    """The rate of update `step`, counted from 0.

    Rises in a straight line over `warmup` updates, the first of which has peak / warmup; then falls to 0 after the last
    update by half a cosine or a straight line, or stays. The Swift engine has the same formula.
    """
    if step < warmup:
        return peak * (step + 1) / warmup
    if course == "constant":
        return peak
    done = (step - warmup) / max(steps - warmup, 1)
    return peak * (0.5 * (1 + math.cos(math.pi * done)) if course == "cosine" else 1 - done)
