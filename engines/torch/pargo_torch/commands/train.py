"""`pargo-torch train`: both stages, or one, from the latest checkpoint on."""

from __future__ import annotations

import os
from argparse import Namespace
from pathlib import Path

import torch

from ..configuration import Configuration
from ..errors import UserError
from ..material import Material
from ..sharing import check_shares
from ..training.checkpoint import Checkpoints, Position
from ..training.cluster import Place
from ..training.signals import Wishes
from ..training.stage import Stage

Found = tuple[Position, Path] | None


def train(arguments: Namespace) -> int:
    """Both stages, or the one that is asked for, from the latest checkpoint on where there is one.

    What can be refused is refused before the processes meet and before weights are loaded.
    """
    import pargo_lab

    configuration = Configuration.read(Path(arguments.run) / "config.json")
    place = Place.from_environment(dict(os.environ))
    stages = [arguments.stage] if arguments.stage else [1, 2]
    check_shares(configuration, place.ranks)
    material = Material(configuration, arguments.scenes, arguments.backbone)
    with pargo_lab.start(directory=Path(arguments.run), signals=False) as run:
        checkpoints = Checkpoints(Path(arguments.run) / "checkpoints", place)
        found = checkpoints.latest() or earlier(run.previous, place)
        _check_start(stages[0], configuration, found)
        sources = {number: material.source(number) for number in stages if not found or found[0].stage <= number}
        if place.ranks > 1 or configuration.torch.zero:
            place.join(dict(os.environ))
        torch.use_deterministic_algorithms(True, warn_only=True)
        wishes = Wishes(place, place.device())
        for number, source in sources.items():
            stage = Stage(number, configuration, place, source, run, wishes)
            if not _run_stage(stage, material, checkpoints, found):
                run.finish(code=wishes.stopped_with)
                return wishes.stopped_with
            found = checkpoints.latest()
    return 0


def earlier(previous: Path | None, place: Place) -> Found:
    """The latest checkpoint of an earlier attempt at the same run, else of the runs that this one needs.

    A sweep names them in the environment: `RESUME_FROM`, and `NEEDS_<STAGE>` for each stage before this one.
    """
    resumed = os.environ.get("RESUME_FROM")
    needed = [folder for name, folder in sorted(os.environ.items()) if name.startswith("NEEDS_")]
    folders = [previous, *([Path(resumed)] if resumed else []), *map(Path, needed)]
    found = (Checkpoints(folder / "checkpoints", place).latest() for folder in folders if folder)
    return next((checkpoint for checkpoint in found if checkpoint), None)


def _check_start(first: int, configuration: Configuration, found: Found) -> None:
    if first == 2 and not found and configuration.train.pretrain_steps > 0:
        needed = [folder for name, folder in sorted(os.environ.items()) if name.startswith("NEEDS_")]
        where = f" in {', '.join(needed)}" if needed else ""
        raise UserError(
            f"stage 2 goes on from stage 1's projector, and there is no checkpoint of it{where}: run `pargo-torch train "
            "--stage 1` first, or set train.pretrain_steps to 0 for a projector with fresh weights."
        )


def _run_stage(stage: Stage, material: Material, checkpoints: Checkpoints, found: Found) -> bool:
    configuration, place = stage.configuration, stage.place
    model = material.model(with_lora=stage.number == 2).to(place.device())
    if stage.number == 1 or not configuration.lora.rank:
        what = "projector only"
    else:
        what = f"projector and updates of rank {configuration.lora.rank}"
    if place.leads:
        print(f"Stage {stage.number}: {stage.steps} steps on {place.ranks} process(es), {what}", flush=True)
    if found and found[0].stage < stage.number:
        checkpoints.load_weights(found[1], model)
    engine = stage.engine(model)
    done = 0
    if found and found[0].stage == stage.number:
        checkpoints.load(found[1], model, engine)
        done = found[0].step
        if place.leads:
            print(f"Goes on from {found[1]} after {done} steps", flush=True)
    return done >= stage.steps or stage.train(model, checkpoints, engine, done)
