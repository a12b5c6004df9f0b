"""Checkpoints: a folder each, whole or not there at all, from which a run goes on as if it had never stopped."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
import torch.distributed as dist

from .. import weights
from ..errors import UserError
from .cluster import Place
from .parameters import state_name


@dataclass(frozen=True)
class Position:
    """How far a run has come."""

    stage: int
    step: int
    """Updates of this stage that were made."""


class Checkpoints:
    """The folder `checkpoints` of a run.

    `step-S-N` holds `trained.safetensors` (projector and updates under public names), `training.safetensors` (the same
    in single precision, with AdamW's moments) and `position.json`, which is written last: a folder without it does not
    count. Everything is whole in one file, so a run goes on with another number of processes, with DeepSpeed or without.
    """

    def __init__(self, folder: Path, place: Place, keep: int = 2) -> None:
        self.folder, self.place, self.keep = folder, place, keep

    def save(self, position: Position, model, engine) -> None:
        """Writes one checkpoint; all processes take part. Older ones beyond `keep` are removed afterwards."""
        target = self.folder / f"step-{position.stage}-{position.step:08d}"
        if self.place.leads:
            shutil.rmtree(target, ignore_errors=True)
            target.mkdir(parents=True)
        parameters = model.trainable()
        state = engine.state(parameters)
        if self.place.leads:
            weights.write(target / "trained.safetensors", parameters)
            weights.write(target / "training.safetensors", state | {"random": torch.get_rng_state()})
            temporary = target / "position.json.part"
            temporary.write_text(json.dumps(asdict(position)) + "\n")
            temporary.rename(target / "position.json")
            self._prune()
        # Who left before this one is written would have the job ended in the middle of it.
        self._wait()

    def latest(self) -> tuple[Position, Path] | None:
        """The newest whole checkpoint; None where there is none."""
        found = []
        for marker in self.folder.glob("step-*/position.json"):
            try:
                position = Position(**json.loads(marker.read_text()))
            except (ValueError, TypeError) as problem:
                raise UserError(f"{marker} is damaged ({problem}): remove its folder to go on from the one before.") from None
            found.append((position.stage, position.step, position, marker.parent))
        return max(found)[2:] if found else None

    def load(self, folder: Path, model, engine) -> None:
        """Puts a checkpoint's weights, moments and random state in place."""
        file = folder / "training.safetensors"
        tensors = weights.read(file)
        parameters = model.trainable()
        missing = sorted(name for name in parameters if state_name(name, "weight") not in tensors)
        if missing:
            raise UserError(f"{file} has no {missing[0]}: it belongs to another configuration.")
        engine.restore(parameters, tensors)
        weights.copy(parameters, {name: tensors[state_name(name, "weight")] for name in parameters}, str(file))
        torch.set_rng_state(tensors["random"])

    @staticmethod
    def load_weights(path: Path, model) -> None:
        """Puts the trained weights of a checkpoint's folder or file in place.

        Updates may be missing, as after stage 1; the projector may not.
        """
        file = path / "trained.safetensors" if path.is_dir() else path
        own = model.trainable()
        tensors = weights.read(file)
        missing = sorted(name for name in own.keys() - tensors.keys() if ".lora_" not in name)
        if missing:
            raise UserError(f"{file} has no {missing[0]}: it belongs to another configuration.")
        weights.copy(own, tensors, str(file))

    def _prune(self) -> None:
        whole = sorted(marker.parent for marker in self.folder.glob("step-*/position.json"))
        for old in whole[: -self.keep]:
            shutil.rmtree(old, ignore_errors=True)

    def _wait(self) -> None:
        if self.place.ranks > 1:
            dist.barrier()
