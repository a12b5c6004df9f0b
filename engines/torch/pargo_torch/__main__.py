"""The command line: `pargo-torch train --run DIR`, and what goes with it."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from functools import partial
from pathlib import Path

from .errors import UserError


def main() -> None:
    """Parses, runs one command, ends with its code. A user's mistake is one line; a defect shows where it is."""
    arguments = parser().parse_args()
    try:
        code = arguments.command(arguments)
    except UserError as problem:
        code = _fail(problem.exit_code, str(problem))
    except KeyboardInterrupt:
        code = _fail(130, "stopped from the keyboard.")
    except Exception as problem:
        if "out of memory" in str(problem):
            hint = "Lower torch.micro_batch, or set torch.recompute to true; `pargo-torch memory` estimates both."
            code = _fail(1, f"the GPU's memory is full: {str(problem).splitlines()[0]} {hint}")
        else:
            traceback.print_exc()
            code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    if code and int(os.environ.get("WORLD_SIZE", "1")) > 1:
        # Others may wait for this process in the middle of an exchange: leave at once, without the farewell of
        # libraries that wait for them in turn. `srun --kill-on-bad-exit` then ends the job with this process's words.
        os._exit(code)
    sys.exit(code)


def _fail(code: int, text: str) -> int:
    rank = os.environ.get("RANK") or os.environ.get("SLURM_PROCID")
    where = f" (process {rank} on {os.uname().nodename})" if rank else ""
    print(f"pargo-torch{where}: {text}", file=sys.stderr)
    return code


def parser() -> argparse.ArgumentParser:
    """All commands and their flags."""
    from . import commands
    from . import parts as one_part

    top = argparse.ArgumentParser(prog="pargo-torch", description="ParGo in PyTorch, at the paper's scale.")
    parts = top.add_subparsers(required=True, metavar="COMMAND")

    train = parts.add_parser("train", help="train one stage or both, from the latest checkpoint on")
    train.add_argument("--stage", type=int, choices=(1, 2), help="only this stage")
    train.set_defaults(command=commands.train)

    evaluate = parts.add_parser("eval", help="score the latest checkpoint by MME's rule")
    evaluate.add_argument("--weights", type=Path, help="a checkpoint's folder or file instead of the run's latest")
    evaluate.add_argument("--longest", type=int, default=16, help="most tokens of an answer (16)")
    evaluate.add_argument("--beams", type=int, default=1, help="beams of the search; 1 is greedy (1)")
    evaluate.set_defaults(command=commands.evaluate)

    schema = parts.add_parser("schema", help="print the JSON Schema of every key")
    schema.set_defaults(command=commands.print_schema)

    memory = parts.add_parser("memory", help="estimate what a GPU needs, before one is held")
    memory.add_argument("--config", required=True, help="a config.json")
    memory.add_argument("--gpus", type=int, default=1, help="GPUs of the whole job (1)")
    memory.add_argument("--gib", type=float, default=80, help="memory of one GPU (80)")
    memory.set_defaults(command=commands.memory)

    data = parts.add_parser("data", help="the paper's data sets").add_subparsers(required=True, metavar="ACTION")
    check = data.add_parser("check", help="say what is there, what is missing and how to get it")
    check.add_argument("folder", type=Path)
    check.add_argument("--image", type=int, default=336, help="side that sample images are decoded to (336)")
    check.add_argument("--format", choices=("table", "json"), default="table")
    check.set_defaults(command=commands.check_data)

    for name, gives_gradients in (("forward", False), ("gradients", True)):
        part = parts.add_parser(name, help=f"{'gradients of' if gives_gradients else 'run'} one part, tensors in and out")
        part.add_argument("--part", required=True, choices=("vision", "projector", "llm", "model"))
        part.add_argument("--config", required=True)
        part.add_argument("--weights", required=True, type=Path, action="append", help="may be given several times")
        part.add_argument("--inputs", required=True, type=Path)
        part.add_argument("--outputs", required=True, type=Path)
        part.set_defaults(command=partial(one_part.run, gives_gradients=gives_gradients))

    for part in (train, evaluate):
        run = os.environ.get("RUN_DIR")
        part.add_argument("--run", required=run is None, default=run, help="the run directory, with config.json in it ($RUN_DIR)")
        part.add_argument("--scenes", type=Path, help="the lab's generated data, where torch.data is not set")
        part.add_argument("--backbone", type=Path, help="the lab's small frozen weights, where torch.llm is not set")
    return top


if __name__ == "__main__":
    main()
