"""The command line: `pargo-torch train --run DIR`, and what goes with it."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

from .errors import UserError

LOST_PEER = ("Connection closed by peer", "Connection reset by peer", "Broken pipe", "NCCL", "ProcessGroup")
"""What PyTorch says when another process of the job is gone."""


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
        code = _unforeseen(problem)
    sys.stdout.flush()
    sys.stderr.flush()
    if code and int(os.environ.get("WORLD_SIZE", "1")) > 1:
        # Others may wait for this process in the middle of an exchange: leave at once, without the farewell of
        # libraries that wait for them in turn. `srun --kill-on-bad-exit` then ends the job with this process's words.
        os._exit(code)
    sys.exit(code)


def _unforeseen(problem: Exception) -> int:
    text = str(problem)
    client = sys.modules.get("pargo_lab")
    if client is not None and isinstance(problem, client.RunError):
        return _fail(65, text)
    if "out of memory" in text:
        hint = "Lower torch.micro_batch, or set torch.recompute to true; `pargo-torch memory` estimates both."
        return _fail(1, f"the GPU's memory is full: {text.splitlines()[0]} {hint}")
    if isinstance(problem, RuntimeError) and any(words in text for words in LOST_PEER) and "WORLD_SIZE" in os.environ:
        return _fail(1, f"another process of this job is gone; its own words say why. ({text.strip().splitlines()[0]})")
    traceback.print_exc()
    return 1


def _fail(code: int, text: str) -> int:
    rank = os.environ.get("RANK") or os.environ.get("SLURM_PROCID")
    where = f" (process {rank} on {os.environ.get('SLURMD_NODENAME') or os.uname().nodename})" if rank else ""
    print(f"pargo-torch{where}: {text}", file=sys.stderr)
    return code


def command(module: str, function: str, **settings) -> Callable[[argparse.Namespace], int]:
    """A function that is imported when it is called: `memory` and `schema` need no PyTorch."""

    def call(arguments: argparse.Namespace) -> int:
        try:
            return getattr(importlib.import_module(f".{module}", __package__), function)(arguments, **settings)
        except ModuleNotFoundError as problem:
            raise UserError(
                f"the Python package '{problem.name}' is not installed for {sys.executable}: "
                "pip install -e 'clients/python' -e 'engines/torch[cluster]'."
            ) from None

    return call


def parser() -> argparse.ArgumentParser:
    """All commands and their flags."""
    top = argparse.ArgumentParser(prog="pargo-torch", description="ParGo in PyTorch, at the paper's scale.")
    parts = top.add_subparsers(required=True, metavar="COMMAND")

    train = parts.add_parser("train", help="train one stage or both, from the latest checkpoint on")
    train.add_argument("--stage", type=int, choices=(1, 2), help="only this stage")
    train.set_defaults(command=command("commands.train", "train"))

    evaluate = parts.add_parser("eval", help="score the latest checkpoint on MME, MMBench or SEED-Bench")
    evaluate.add_argument("--weights", type=Path, help="a checkpoint's folder or file instead of the run's latest")
    evaluate.add_argument("--longest", type=int, default=16, help="most tokens of an answer (16)")
    evaluate.add_argument("--beams", type=int, default=1, help="beams of the search; 1 is greedy (1)")
    evaluate.set_defaults(command=command("commands.evaluate", "evaluate"))

    check = parts.add_parser("check", help="look at models, weights, data and memory before GPUs are held")
    check.add_argument("--gpus", type=int, default=1, help="processes that will train (1)")
    check.set_defaults(command=command("commands.check", "check"))

    schema = parts.add_parser("schema", help="print the JSON Schema of every key")
    schema.set_defaults(command=command("commands.schema", "print_schema"))

    memory = parts.add_parser("memory", help="estimate what a GPU needs, before one is held")
    memory.add_argument("--config", required=True, help="a config.json")
    memory.add_argument("--gpus", type=int, default=1, help="GPUs of the whole job (1)")
    memory.add_argument("--gib", type=float, help="memory of one GPU (the configuration's torch.gpu_gib)")
    memory.add_argument("--brief", action="store_true", help="one line")
    memory.set_defaults(command=command("commands.memory", "memory"))

    preflight = parts.add_parser("preflight", help="answer `sweep check`: will the jobs on standard input fit?")
    preflight.set_defaults(command=command("commands.preflight", "preflight"))

    data = parts.add_parser("data", help="the paper's data sets").add_subparsers(required=True, metavar="ACTION")
    looks = data.add_parser("check", help="say what is there, what is missing and how to get it")
    looks.add_argument("folder", type=Path)
    looks.add_argument("--image", type=int, default=336, help="side that sample images are decoded to (336)")
    looks.add_argument("--format", choices=("table", "json"), default="table")
    looks.set_defaults(command=command("commands.data", "check_data"))

    for name, gives_gradients in (("forward", False), ("gradients", True)):
        part = parts.add_parser(name, help=f"{'gradients of' if gives_gradients else 'run'} one part, tensors in and out")
        part.add_argument("--part", required=True, choices=("vision", "projector", "llm", "model"))
        part.add_argument("--config", required=True)
        part.add_argument("--weights", required=True, type=Path, nargs="+", action="extend", help="several make one model")
        part.add_argument("--inputs", required=True, type=Path)
        part.add_argument("--outputs", required=True, type=Path)
        part.set_defaults(command=command("parts", "run", gives_gradients=gives_gradients))

    for part in (check, evaluate):
        part.add_argument(
            "--benchmark", action="append", choices=("mme", "mmbench", "seed"), help="may be given several times (eval.benchmarks)"
        )
        part.add_argument(
            "--seed-by", choices=("generation", "likelihood"),
            help="how SEED-Bench is answered: by the letter that is said, or by the likeliest option (eval.seed_by)",
        )  # fmt: skip
    for part in (train, evaluate, check):
        run = os.environ.get("RUN_DIR")
        part.add_argument("--run", required=run is None, default=run, help="the run directory, with config.json in it ($RUN_DIR)")
        part.add_argument("--scenes", type=Path, help="the lab's generated data, where torch.data is not set")
        part.add_argument("--backbone", type=Path, help="the lab's small frozen weights, where torch.llm is not set")
    return top


if __name__ == "__main__":
    main()
