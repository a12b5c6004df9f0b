"""`pargo-torch memory`: what a GPU will need, from the configuration alone. Imports no PyTorch, so it runs anywhere."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from ..configuration import Configuration
from ..errors import UserError
from ..memory import GIB, check_fits, estimate
from ..sharing import check_shares


def memory(arguments: Namespace) -> int:
    """What a GPU needs in each stage, part by part or (`--brief`) in one line; 65 when it does not fit."""
    configuration = Configuration.read(Path(arguments.config))
    gib = arguments.gib or configuration.torch.gpu_gib
    if arguments.gpus < 1:
        raise UserError(f"--gpus is {arguments.gpus}, and the job has at least one process.")
    needs = {stage: estimate(configuration, arguments.gpus, stage) for stage in (1, 2)}
    if arguments.brief:
        totals = ", ".join(f"{need.total / GIB:.1f} GiB in stage {stage}" for stage, need in needs.items())
        print(f"a GPU of {gib:g} GiB will hold {totals} (estimated)")
    else:
        for stage, need in needs.items():
            print(f"Stage {stage}, one of {arguments.gpus} GPUs:", *need.lines(), sep="\n  ")
    check_fits(needs.values(), gib)
    check_shares(configuration, arguments.gpus)
    return 0
