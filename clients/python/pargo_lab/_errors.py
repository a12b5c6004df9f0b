"""What can be wrong with a run directory."""

from __future__ import annotations


class RunError(Exception):
    """A run directory cannot be used as asked; the text says why and what to do."""
