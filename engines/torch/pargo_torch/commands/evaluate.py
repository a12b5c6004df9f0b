"""`pargo-torch eval`: a benchmark's questions to the latest checkpoint; scores as metrics, each answer kept."""

from __future__ import annotations

import json
import os
from argparse import Namespace
from pathlib import Path

from .. import weights
from ..configuration import Configuration
from ..errors import UserError
from ..evaluation import suites
from ..evaluation.answers import Answerer
from ..evaluation.sharing import Sharing
from ..material import Material
from ..training.checkpoint import Checkpoints
from ..training.cluster import Place
from .train import earlier


def evaluate(arguments: Namespace) -> int:
    """MME, MMBench, SEED-Bench or several, the questions shared among all processes and read before the model is loaded."""
    import pargo_lab

    folder = Path(arguments.run)
    configuration = Configuration.read(folder / "config.json")
    place = Place.from_environment(dict(os.environ))
    material = Material(configuration, arguments.scenes, arguments.backbone)
    if arguments.weights:
        weights.look(arguments.weights / "trained.safetensors" if arguments.weights.is_dir() else arguments.weights)
    names = list(dict.fromkeys(arguments.benchmark or configuration.eval.benchmarks))
    asked = [suites.SUITES[name](material.folder, configuration, arguments) for name in names]
    with pargo_lab.start(directory=folder) as run:
        checkpoints = Checkpoints(folder / "checkpoints", place)
        found = checkpoints.latest() or earlier(run.previous, place)
        if not found and not arguments.weights:
            raise UserError(f"{folder} has no checkpoint: run `pargo-torch train --run {folder}` first, or name --weights.")
        if place.ranks > 1:
            place.join(dict(os.environ))
        device = place.device()
        model = material.model(with_lora=True).to(device)
        checkpoints.load_weights(arguments.weights or found[1], model)
        answerer = Answerer(model, material.tokenizer, configuration.image_tokens, device)
        train = configuration.train
        sharing = Sharing(place, lambda done, total: run.progress(done, total, "question"))
        for name, suite in zip(names, asked):
            result = suite.ask(answerer, sharing)
            run.log(result.metrics, step=train.pretrain_steps + train.finetune_steps)
            run.write_artifact(f"{name}_items.jsonl", "".join(map(_line, result.items)))
            if place.leads:
                print(*result.lines, sep="\n", flush=True)
    return 0


def _line(item: dict) -> str:
    return json.dumps(item, ensure_ascii=False, separators=(",", ":")) + "\n"
