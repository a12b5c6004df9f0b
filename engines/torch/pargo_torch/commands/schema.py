"""`pargo-torch schema`."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path


def print_schema(arguments: Namespace) -> int:
    """The schema that a sweep's `trainer: {schema: …}` names."""
    print((Path(__file__).parents[1] / "schema.json").read_text(), end="")
    return 0
