"""Asks `pargo-run` for each case's output and gradients, and prints how far they are from PyTorch's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import torch
from cases import CASES, Case, save
from safetensors.torch import load_file
from transformers.utils import logging

FORWARD, GRADIENT = 1e-4, 1e-3


def ask(command: str, case: Case, folder: Path) -> dict[str, torch.Tensor]:
    """What `pargo-run forward` or `gradients` writes."""
    (folder / "config.json").write_text(json.dumps(case.configuration))
    inputs, outputs = save(folder / "inputs.safetensors", case.inputs), folder / f"{command}.safetensors"
    result = subprocess.run(
        [
            os.environ["PARGO_RUN"], command, "--part", case.part, "--config", folder / "config.json",
            "--weights", *case.weights, "--inputs", inputs, "--outputs", outputs,
        ],
        capture_output=True, text=True,
    )  # fmt: skip
    if result.returncode:
        raise SystemExit(f"{case.name}: pargo-run {command} ended with {result.returncode}: {result.stderr}")
    return load_file(outputs)


def worst_gradient(ours: dict[str, torch.Tensor], theirs: dict[str, torch.Tensor]) -> tuple[float, str]:
    """The largest error of a gradient, as a part of the largest entry of the same tensor, and whose it is.

    A tensor whose gradient is a rounding error (a key's bias shifts all scores alike, and softmax does not see it) is
    measured against a ten-thousandth of the largest gradient of the part.
    """
    if ours.keys() != theirs.keys():
        raise SystemExit(f"gradients of {sorted(ours.keys() ^ theirs.keys())} are on one side only")
    floor = 1e-4 * max(tensor.abs().max().item() for tensor in theirs.values())
    errors = {
        name: (ours[name] - theirs[name]).abs().max().item() / max(theirs[name].abs().max().item(), floor) for name in ours
    }
    worst = max(errors, key=errors.get)
    return errors[worst], worst


def main() -> int:
    names = sys.argv[1:] or list(CASES)
    for name in names:
        if name not in CASES:
            raise SystemExit(f"There is no case '{name}'; cases: {', '.join(CASES)}.")
    torch.use_deterministic_algorithms(True)
    logging.disable_progress_bar()
    failed = False
    print("| part | beside | largest output | largest error | gradients | largest relative error | of |")
    print("|---|---|---:|---:|---:|---:|---|")
    for name in names:
        torch.manual_seed(list(CASES).index(name))
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            case = CASES[name](folder)
            forward = ask("forward", case, folder)
            expected = {{"vision": "features", "projector": "tokens"}.get(case.part, "logits"): case.output, **case.extra}
            output = max((forward[key] - tensor.detach()).abs().max().item() for key, tensor in expected.items())
            gradients = ask("gradients", case, folder)
            # Weights that the case does not ask about, as the frozen ones beside an adapter.
            gradients = {key: gradients[key] for key in gradients if key in case.gradients or not case.name.startswith("PEFT")}
            error, worst = worst_gradient(gradients, {key: value.detach() for key, value in case.gradients.items()})
        failed |= output > FORWARD or error > GRADIENT
        largest = case.output.abs().max().item()
        print(
            f"| {case.name} | {case.reference} | {largest:.1f} | {output:.1e} | {len(gradients)} | {error:.1e} | {worst} |",
            flush=True,
        )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
