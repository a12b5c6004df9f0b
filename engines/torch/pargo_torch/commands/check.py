"""`pargo-torch check`: everything that can be wrong with a run, looked at on one processor before GPUs are held."""

from __future__ import annotations

import importlib.util
import json
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path

import torch

from .. import language, weights
from ..configuration import Configuration
from ..data.recipe import ALL
from ..errors import UserError
from ..evaluation import suites
from ..material import Material
from ..memory import GIB, check_fits, estimate
from ..sharing import check_shares

SAMPLE = 16
"""Samples of each stage that are read as training will read them."""


def check(arguments: Namespace) -> int:
    """A line for each thing that was looked at; all problems are told, and 65 is the exit code when there is any."""
    configuration = Configuration.read(Path(arguments.run) / "config.json")
    problems = 0
    for subject, look in _looks(configuration, arguments):
        try:
            for text in look():
                print(f"✓ {subject:<10} {text}", flush=True)
        except UserError as problem:
            problems += 1
            print(f"✗ {subject:<10} {problem}", flush=True)
    if problems:
        raise UserError(f"{problems} {'problem' if problems == 1 else 'problems'}; nothing was started.")
    return 0


def _looks(configuration: Configuration, arguments: Namespace) -> list[tuple[str, Callable[[], Iterator[str]]]]:
    material: list[Material] = []

    def data(stage: int) -> Iterator[str]:
        # The tokenizer is made once; where it cannot be, that is told once, as `words`.
        if material:
            yield from _data(material[0], stage)

    def words() -> Iterator[str]:
        material.append(Material(configuration, arguments.scenes, arguments.backbone))
        yield f"{len(material[0].tokenizer):,} words; data from {material[0].folder}"

    def questions() -> Iterator[str]:
        if material:
            for name in arguments.benchmark or configuration.eval.benchmarks:
                yield f"{len(suites.SUITES[name](material[0].folder, configuration, arguments)):,} questions of {name}"

    return [
        ("memory", lambda: _memory(configuration, arguments.gpus)),
        ("packages", lambda: _packages(configuration)),
        ("words", words),
        ("language", lambda: _language(configuration, material[0].tokenizer if material else None, arguments.backbone)),
        ("vision", lambda: _vision(configuration)),
        ("stage 1", lambda: data(1)),
        ("stage 2", lambda: data(2)),
        ("questions", questions),
    ]


def _memory(configuration: Configuration, gpus: int) -> Iterator[str]:
    check_shares(configuration, gpus)
    needs = [estimate(configuration, gpus, stage) for stage in (1, 2)]
    check_fits(needs, configuration.torch.gpu_gib)
    largest = max(need.total for need in needs) / GIB
    yield f"about {largest:.1f} of {configuration.torch.gpu_gib:g} GiB on each of {gpus} GPUs"


def _packages(configuration: Configuration) -> Iterator[str]:
    language.attention_kernel(configuration.torch.attention)
    if configuration.torch.zero and importlib.util.find_spec("deepspeed") is None:
        raise UserError("torch.zero is above 0, and DeepSpeed is not installed: pip install 'pargo-torch[cluster]'.")
    yield f"Python {sys.version.split()[0]}, PyTorch {torch.__version__}"


def _language(configuration: Configuration, tokenizer, backbone: Path | None) -> Iterator[str]:
    name = configuration.torch.llm
    if not name:
        if backbone:
            weights.read(backbone)
        yield str(backbone) if backbone else "a small Llama with fresh weights"
        return
    from transformers import AutoConfig

    language.check_name(name)
    try:
        found = AutoConfig.from_pretrained(name)
    except (OSError, ValueError, KeyError) as problem:
        raise UserError(f"torch.llm '{name}' cannot be loaded: {str(problem).strip().splitlines()[0]}") from None
    language.check_shape(configuration, found, len(tokenizer) if tokenizer else 0)
    if Path(name).is_dir():
        yield f"{name}: {found.model_type}, {_shards(Path(name))}"
    else:
        yield f"{name}: {found.model_type}, from the hub's cache or the hub itself"


def _shards(folder: Path) -> str:
    """Looks at each weight file's header, which tells a file that was cut short. Raises `UserError` for one that is missing."""
    index = folder / "model.safetensors.index.json"
    if index.exists():
        names = sorted(set(json.loads(index.read_text())["weight_map"].values()))
    else:
        names = sorted(file.name for pattern in ("*.safetensors", "*.bin") for file in folder.glob(pattern))
    if not names:
        raise UserError(f"{folder} has a configuration and no weights (*.safetensors): copy the model again.")
    for name in names:
        weights.look(folder / name)
    return f"{len(names)} weight {'file' if len(names) == 1 else 'files'}"


def _vision(configuration: Configuration) -> Iterator[str]:
    name, shape = configuration.torch.vision, configuration.vision
    if not name:
        yield "a small encoder: the backbone's, or fresh weights"
        return
    if Path(name).exists():
        weights.look(Path(name))
        yield name
        return
    import timm

    if not timm.is_model(name):
        raise UserError(f"torch.vision '{name}' is neither a file nor a model that timm knows.")
    with torch.device("meta"):
        tower = timm.create_model(name, pretrained=False)
    sizes = {"width": tower.embed_dim, "depth": len(tower.blocks), "patch": tower.patch_embed.patch_size[0]}
    for key, theirs in sizes.items():
        if theirs != getattr(shape, key):
            raise UserError(f"vision.{key} is {getattr(shape, key)}, and '{name}' has {theirs}: set it to {theirs}.")
    yield f"{name}, fetched by timm at its first use: a node without network needs a file"


def _data(material: Material, stage: int) -> Iterator[str]:
    """Opens every data set of a stage, which leaves the shards' indices behind, and reads samples of each."""
    source = material.source(stage)
    for number, part in enumerate(source.sets):
        samples = [source.sample((number, place)) for place in range(0, len(part), max(len(part) // SAMPLE, 1))]
        source.collate(samples[:SAMPLE])
    wanted = [data for data in ALL if data.stage == stage]
    absent = [data.name for data in wanted if not data.exists(material.folder)]
    lacks = f"; without {', '.join(absent)}" if 0 < len(absent) < len(wanted) else ""
    yield f"{len(source):,} samples in {len(source.sets)} data {'set' if len(source.sets) == 1 else 'sets'}{lacks}"
