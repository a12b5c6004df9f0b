"""Where batches come from: one data set or several by weight, read by processes beside the training."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import torch
from torch.utils.data import DataLoader, Dataset

from ..errors import UserError
from ..model import Batch
from . import images, published
from .conversations import Sample
from .order import SampleOrder
from .recipe import ALL, Form
from .shards import ShardSet
from .tokens import Encoded, Turn, collate


class Files:
    """Samples whose images are files."""

    def __init__(self, samples: list[Sample]) -> None:
        self.samples = samples

    def __len__(self) -> int:
        return len(self.samples)

    def __getitem__(self, number: int) -> tuple[bytes, list[Turn], str]:
        """The image's bytes, the conversation, and what messages call it."""
        sample = self.samples[number]
        try:
            return sample.image.read_bytes(), sample.turns, str(sample.image)
        except OSError as problem:
            raise UserError(f"{sample.image} cannot be read: {problem.strerror}.") from None


def paper(root: Path, stage: int, detailed: float) -> tuple[list[Files | ShardSet], list[float]]:
    """The paper's data sets of a stage that are there, with their sampling weights.

    `detailed` is the share of detailed captions among all, as `data.detailed` is for the scenes; it goes before the recipe
    and gives way to a weight in `weights.json`. Raises `UserError` when no set is there.
    """
    weights = _own_weights(root / "weights.json")
    coarse = sum(data.weight for data in ALL if data.stage == 1 and not data.is_detailed)
    present = [data for data in ALL if data.stage == stage and data.exists(root)]
    if not present:
        raise UserError(f"{root} has no data set of stage {stage}: `pargo-torch data check {root}` says how to get them.")
    shares = [data.share(detailed, coarse) if data.stage == 1 else data.weight for data in present]
    shares = [float(weights.get(data.name, share)) for data, share in zip(present, shares)]
    present = [data for data, share in zip(present, shares) if share > 0]
    if not present:
        raise UserError(f"{root} has no data set of stage {stage} with a share above 0: look at data.detailed and weights.json.")
    sets = [
        ShardSet(root / data.folder) if data.form is Form.SHARDS else Files(published.samples(root / data.folder))
        for data in present
    ]
    return sets, [share for share in shares if share > 0]


def _own_weights(file: Path) -> dict[str, float]:
    if not file.exists():
        return {}
    try:
        weights = json.loads(file.read_text())
        known = {data.name for data in ALL}
        unknown = [name for name in weights if name not in known]
        if unknown:
            raise UserError(f"{file} names '{unknown[0]}', which is none of {', '.join(sorted(known))}.")
        return {name: float(weight) for name, weight in weights.items()}
    except (ValueError, TypeError, AttributeError, OSError) as problem:
        raise UserError(f"{file} must be an object of names and weights: {problem}.") from None


class Source(Dataset):
    """Samples that are read when they are needed, in an order that a resumed run finds again."""

    def __init__(self, sets: list[Files | ShardSet], weights: list[float], tokenizer, configuration, stream: str) -> None:
        self.sets, self.tokenizer = sets, tokenizer
        self.side, self.workers = configuration.vision.image, configuration.torch.workers
        self.image_tokens, self.longest = configuration.image_tokens, configuration.llm.length
        self.order = SampleOrder([len(part) for part in sets], weights, configuration.seed, stream)
        batch = configuration.train.batch
        if len(self) < batch:
            raise UserError(f"{stream} has {len(self)} samples for batches of {batch}: lower train.batch or add data.")

    def __len__(self) -> int:
        return sum(map(len, self.sets))

    def __getitem__(self, place: tuple[int, int]) -> tuple[torch.Tensor, Encoded] | UserError:
        # As a value: an error that is raised beside the training comes back wrapped in a stack trace.
        try:
            return self.sample(place)
        except UserError as problem:
            return problem

    def sample(self, place: tuple[int, int]) -> tuple[torch.Tensor, Encoded]:
        """Pixels and tokens of one sample. Raises `UserError` for what cannot be read."""
        image, turns, source = self.sets[place[0]][place[1]]
        return images.decode(image, self.side, source), self.tokenizer.conversation(turns)

    def batches(self, first: int, steps: int, batch: int, place, micro_steps: int) -> Iterator[list[Batch]]:
        """For each step this process's share of the batch, in `micro_steps` parts.

        Raises `UserError` for a sample that cannot be read.
        """
        own = batch // place.ranks
        size = -(-own // micro_steps)
        # Lazily: the loader asks for a part only when one of its processes is free.
        chunks = (
            indices[start : start + size]
            for indices in self.order.batches(first, steps, batch, place.rank, place.ranks)
            for start in range(0, own, size)
        )
        loader = DataLoader(
            self,
            batch_sampler=chunks,
            collate_fn=self._collate,
            num_workers=self.workers,
            pin_memory=torch.cuda.is_available(),
        )
        parts: list[Batch] = []
        for part in loader:
            if isinstance(part, UserError):
                raise part
            parts.append(part)
            if len(parts) == micro_steps:
                yield parts
                parts = []

    def _collate(self, samples: list[tuple[torch.Tensor, Encoded] | UserError]) -> Batch | UserError:
        problem = next((sample for sample in samples if isinstance(sample, UserError)), None)
        if problem:
            return problem
        try:
            return self.collate(samples)
        except UserError as own:
            return own

    def collate(self, samples: list[tuple[torch.Tensor, Encoded]]) -> Batch:
        """A batch of samples. Raises `UserError` when the image does not fit into `llm.length`."""
        return collate(samples, self.image_tokens, self.tokenizer.padding, self.longest)
