"""`pargo-torch preflight`: what `sweep check` and `sweep submit` ask before anything is submitted. Imports no PyTorch."""

from __future__ import annotations

import json
import sys
from argparse import Namespace

from ..configuration import Configuration
from ..errors import UserError
from ..memory import GIB, check_fits, estimate, evaluation
from ..sharing import check_shares


def preflight(arguments: Namespace) -> int:
    """A line of JSON for each line of JSON on standard input: `note`, `problem` for a job that cannot run, or nothing."""
    for line in sys.stdin:
        try:
            note = _look(json.loads(line))
            answer = {"note": note} if note else {}
        except UserError as problem:
            answer = {"problem": str(problem)} | ({"key": problem.key} if problem.key else {})
        print(json.dumps(answer, ensure_ascii=False))
    return 0


def _look(job: dict) -> str | None:
    """A job: its `commands`, how many `tasks` it starts, its `config`."""
    configuration = Configuration.resolve(job["config"])
    tasks, commands = job["tasks"], [command.split() for command in job["commands"]]
    needs = []
    for words in commands:
        if words[:1] == ["train"]:
            check_shares(configuration, tasks)
            stages = [int(words[words.index("--stage") + 1])] if "--stage" in words else [1, 2]
            needs += [estimate(configuration, tasks, stage) for stage in stages]
        elif words[:1] == ["eval"]:
            beams = int(words[words.index("--beams") + 1]) if "--beams" in words else 1
            needs.append(evaluation(configuration, beams))
    if not needs or not job["gpus"]:
        return None
    gib = configuration.torch.gpu_gib
    check_fits(needs, gib)
    return f"about {max(need.total for need in needs) / GIB:.1f} GiB of {gib:g} on each of {job['gpus']} GPUs"
