"""What `pargo-torch` does: train, eval, and what goes with them. Each takes parsed arguments and returns an exit code."""

from __future__ import annotations

import json
import os
from argparse import Namespace
from pathlib import Path

import torch

from .configuration import Configuration
from .errors import UserError
from .data import check as data_check
from .evaluation import mme
from .evaluation.answers import Answerer, batches
from .material import Material
from .memory import GIB, estimate
from .data import images
from .training.checkpoint import Checkpoints
from .training.cluster import Place
from .training.signals import Wishes
from .training.stage import Stage

STOPPED = 143
"""The exit code of a run that was asked to stop, as for a process that TERM ended."""


def train(arguments: Namespace) -> int:
    """Both stages, or the one that is asked for, from the latest checkpoint on where there is one."""
    import pargo_lab

    configuration = Configuration.read(Path(arguments.run) / "config.json")
    place = Place.from_environment(dict(os.environ))
    material = Material(configuration, arguments.scenes, arguments.backbone)
    if place.ranks > 1 or configuration.torch.zero:
        place.join(dict(os.environ))
    torch.use_deterministic_algorithms(True, warn_only=True)
    with pargo_lab.start(directory=Path(arguments.run), signals=False) as run:
        wishes = Wishes(place, place.device())
        checkpoints = Checkpoints(Path(arguments.run) / "checkpoints", place)
        found = checkpoints.latest() or _earlier(run, place)
        stages = [arguments.stage] if arguments.stage else [1, 2]
        for number in stages:
            if found and found[0].stage > number:
                continue
            stage = Stage(number, configuration, place, material.source(number), run, wishes)
            if not _run_stage(stage, material, checkpoints, found):
                return STOPPED
            found = checkpoints.latest()
    return 0


def _earlier(run, place: Place):
    """The latest checkpoint of an earlier attempt at the same run, else of the runs that this one needs.

    A sweep names them in the environment: `RESUME_FROM`, and `NEEDS_<STAGE>` for each stage before this one.
    """
    named = [os.environ[name] for name in sorted(os.environ) if name == "RESUME_FROM" or name.startswith("NEEDS_")]
    folders = ([run.previous] if run.previous else []) + [Path(name) for name in sorted(named, key=_is_need)]
    found = (Checkpoints(folder / "checkpoints", place).latest() for folder in folders)
    return next((checkpoint for checkpoint in found if checkpoint), None)


def _is_need(folder: str) -> bool:
    return folder != os.environ.get("RESUME_FROM")


def _run_stage(stage: Stage, material: Material, checkpoints: Checkpoints, found) -> bool:
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


def evaluate(arguments: Namespace) -> int:
    """MME's questions to the latest checkpoint; scores as metrics, each answer into `artifacts/mme_items.jsonl`."""
    import pargo_lab

    folder = Path(arguments.run)
    configuration = Configuration.read(folder / "config.json")
    place = Place()
    material = Material(configuration, arguments.scenes, arguments.backbone)
    with pargo_lab.start(directory=folder) as run:
        checkpoints = Checkpoints(folder / "checkpoints", place)
        found = checkpoints.latest() or _earlier(run, place)
        if not found and not arguments.weights:
            raise UserError(f"{folder} has no checkpoint: run `pargo-torch train --run {folder}` first.")
        device = place.device()
        model = material.model(with_lora=True).to(device)
        checkpoints.load_weights(arguments.weights or found[1], model)
        answerer = Answerer(model, material.tokenizer, configuration.image_tokens, device)
        lines, right = [], {}
        for subtask in configuration.eval.subtasks:
            questions = mme.read(material.folder / "mme", subtask)
            right[subtask] = []
            for group in batches(questions, configuration.eval.batch):
                asked = [(images.read(question.image, configuration.vision.image), question.text) for question in group]
                for question, answer in zip(group, answerer.say(asked, longest=arguments.longest, beams=arguments.beams)):
                    is_right = mme.verdict(answer) == question.is_yes
                    right[subtask].append(is_right)
                    lines.append(_item(question, answer, is_right))
        train = configuration.train
        run.log(mme.metrics(right), step=train.pretrain_steps + train.finetune_steps)
        run.write_artifact("mme_items.jsonl", "".join(lines))
    for subtask, verdicts in right.items():
        score = mme.Score.of(verdicts)
        print(f"{subtask}: accuracy {100 * score.accuracy:.1f} %, accuracy+ {100 * score.accuracy_plus:.1f} %")
    return 0


def _item(question: mme.Question, answer: str, is_right: bool) -> str:
    return (
        json.dumps(
            {
                "subtask": question.subtask,
                "image": question.image.name,
                "question": question.text,
                "expected": "Yes" if question.is_yes else "No",
                "answer": answer,
                "right": is_right,
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )
        + "\n"
    )


def print_schema(arguments: Namespace) -> int:
    """The schema that a sweep's `trainer: {schema: …}` names."""
    print((Path(__file__).parent / "schema.json").read_text(), end="")
    return 0


def memory(arguments: Namespace) -> int:
    """What a GPU needs in each stage; 65 when it does not fit."""
    configuration = Configuration.read(Path(arguments.config))
    fits = True
    for stage in (1, 2):
        need = estimate(configuration, arguments.gpus, stage)
        print(f"Stage {stage}, one of {arguments.gpus} GPUs:", *need.lines(), sep="\n  ")
        fits = fits and need.total <= arguments.gib * GIB
    if not fits:
        raise UserError(
            f"that does not fit in {arguments.gib:g} GiB. Lower torch.micro_batch, set torch.recompute to true, "
            "or take more GPUs, over which torch.zero splits what is trained."
        )
    return 0


def check_data(arguments: Namespace) -> int:
    """A line for each data set of the paper; 1 when any is missing or broken."""
    findings = data_check.check(arguments.folder, arguments.image)
    if arguments.format == "json":
        print(json.dumps([{"name": f.data.name, "stage": f.data.stage, "state": f.state, "detail": f.detail} for f in findings], indent=1))
    else:
        for finding in findings:
            print(f"stage {finding.data.stage}  {finding.data.name:<18} {finding.state:<8} {finding.detail}")
    return int(any(finding.state != "ready" for finding in findings))
