"""How a batch is shared among processes: told before any of them starts to work."""

from __future__ import annotations

from .configuration import Configuration
from .errors import UserError


def check_shares(configuration: Configuration, ranks: int) -> None:
    """Raises `UserError` where `ranks` processes cannot share `train.batch` evenly."""
    batch = configuration.train.batch
    if batch < ranks:
        raise UserError(
            f"train.batch is {batch} for {ranks} processes, and each needs a sample of its own: "
            f"set train.batch to a multiple of {ranks}, or start fewer.",
            key="train.batch",
        )
    if batch % ranks:
        raise UserError(
            f"train.batch is {batch}, which {ranks} processes cannot share evenly: "
            f"take {batch // ranks * ranks} or {(batch // ranks + 1) * ranks}.",
            key="train.batch",
        )
