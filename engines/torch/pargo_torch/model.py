"""Encoder, projector and language model joined."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass

import torch
from torch import nn
from torch.nn import functional as F

from . import language, projectors
from .configuration import Configuration
from .vision import VisionEncoder

IMAGE = -200
"""Stands in a token sequence where one token of the image goes, as in LLaVA."""

IGNORED = -100
"""The label of a position that is not to be learned."""


@dataclass
class Batch:
    """Sequences of equal length T, right-padded, ready for the model."""

    pixels: torch.Tensor
    """(B, 3, H, H), normalised."""
    tokens: torch.Tensor
    """(B, T) token numbers, `IMAGE` for each token of the image."""
    labels: torch.Tensor
    """(B, T): the token itself where it is to be learned, `IGNORED` elsewhere."""
    attention: torch.Tensor
    """(B, T): false on padding."""

    def to(self, device: torch.device) -> "Batch":
        """The same on a device."""
        return Batch(*(tensor.to(device, non_blocking=True) for tensor in vars(self).values()))


class VisionLanguageModel(nn.Module):
    """An image's tokens stand where the sequence says `IMAGE`; the loss is the mean cross-entropy of the labelled tokens."""

    def __init__(self, configuration: Configuration, vocabulary: int, with_lora: bool) -> None:
        super().__init__()
        self.vision = VisionEncoder(configuration).to(language.dtype(configuration))
        model = language.make(configuration, vocabulary)
        self.projector = projectors.make(configuration, configuration.vision.width, model.config.hidden_size)
        self.language = language.add_lora(model, configuration) if with_lora and configuration.lora.rank else model
        if configuration.torch.recompute:
            self.projector.gradient_checkpointing = True
            self.language.gradient_checkpointing_enable({"use_reentrant": False})

    def embed(self, tokens: torch.Tensor, pixels: torch.Tensor) -> torch.Tensor:
        """(B, T, D): word embeddings, with the image's tokens in their places.

        One image for several sequences is looked at once.
        """
        with nullcontext() if self.vision.ln_vision.weight.requires_grad else torch.no_grad():
            features = self.vision(pixels.to(self.vision.ln_vision.weight.dtype))
        image = self.projector(features.to(next(self.projector.parameters()).dtype))
        if len(image) < len(tokens):
            image = image.expand(len(tokens), -1, -1)
        words = self.language.get_input_embeddings()(tokens.clamp(min=0))
        places = (tokens == IMAGE).unsqueeze(-1).expand_as(words)
        return words.masked_scatter(places, image.to(words.dtype))

    def forward(self, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        """The summed loss of the labelled positions, and how many of them were predicted right.

        A sum, not a mean: a step's mean is over all positions of all micro-batches and ranks, so that neither changes
        the result. Logits are made for labelled positions only: at 7B and 32,000 words they would be the largest tensor.
        """
        hidden = self.hidden(batch)
        targets = batch.labels[:, 1:]
        learned = targets != IGNORED
        logits = self.language.get_output_embeddings()(hidden[:, :-1][learned]).float()
        wanted = targets[learned]
        correct = (logits.argmax(-1) == wanted).sum()
        return F.cross_entropy(logits, wanted, reduction="sum"), correct.detach()

    def hidden(self, batch: Batch) -> torch.Tensor:
        """(B, T, D): what the language model's last layer gives."""
        decoder = self.language.get_base_model().model if hasattr(self.language, "peft_config") else self.language.model
        embeddings = self.embed(batch.tokens, batch.pixels)
        # A padded position is after all others and nobody's target: the causal mask alone hides it, and every
        # kernel takes the fast path. Masks are needed where a batch is padded on the left, as generation does.
        return decoder(inputs_embeds=embeddings, use_cache=False).last_hidden_state

    def trainable(self) -> dict[str, nn.Parameter]:
        """What training changes, under public names: the projector's, then peft's."""
        own = {name: parameter for name, parameter in self.projector.named_parameters()}
        return own | language.lora_names(self.language)
