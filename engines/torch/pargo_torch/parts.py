"""One part of the model by itself, tensors in and tensors out: what the two engines are compared with.

The same files and names as `pargo-run forward` and `pargo-run gradients`: `pixels` to `features`; `visual` to `tokens`;
`input_ids`, and `visual_tokens` where an image stands before them, to `logits`. Gradients take a `cotangent` of the output,
or `labels` for the model's loss, and give one tensor a weight, under its name.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

from . import language, projectors, weights
from .configuration import Configuration
from .errors import UserError
from .model import IGNORED, IMAGE, Batch, VisionLanguageModel
from .vision import VisionEncoder

INPUTS = {"vision": "pixels", "projector": "visual", "llm": "input_ids", "model": "input_ids"}
OUTPUTS = {"vision": "features", "projector": "tokens", "llm": "logits", "model": "logits"}


class Part:
    """A part with its weights, its function and its trainable tensors."""

    def __init__(self, name: str, configuration: Configuration, tensors: dict[str, torch.Tensor], source: str) -> None:
        configuration.torch.precision, configuration.torch.recompute = "fp32", False
        self.name, self.source = name, source
        build: dict[str, Callable[[], nn.Module]] = {
            "vision": lambda: VisionEncoder(configuration),
            "projector": lambda: projectors.make(configuration, configuration.vision.width, configuration.llm.width),
            "llm": lambda: language.make(configuration, self._vocabulary(tensors)),
            "model": lambda: VisionLanguageModel(configuration, self._vocabulary(tensors), with_lora=True),
        }
        self.module = build[name]().eval()
        self.parameters = self._named()
        report = weights.copy(self.parameters, self._renamed(tensors), source)
        missing = [key for key in self.parameters if key not in self._renamed(tensors) and not key.startswith("visual_encoder.norm.")]
        if missing:
            raise UserError(f"{source}: {missing[0]} is missing, and {len(missing) - 1} more of {report + len(missing)}.")

    def forward(self, inputs: dict[str, torch.Tensor]) -> torch.Tensor:
        """The part's output. Raises `UserError` for a missing input."""
        needed = INPUTS[self.name]
        if needed not in inputs:
            raise UserError(f"--inputs has no '{needed}', which --part {self.name} needs.")
        given = inputs[needed]
        if self.name in ("vision", "projector"):
            return self.module(given)
        if self.name == "llm":
            words = self.module.get_input_embeddings()(given.long())
            if "visual_tokens" in inputs:
                words = torch.cat([words[:, :1], inputs["visual_tokens"], words[:, 1:]], dim=1)
            return self.module(inputs_embeds=words).logits
        hidden = self.module.hidden(self._batch(inputs))
        return self.module.language.get_output_embeddings()(hidden)

    def gradients(self, inputs: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        """The gradient of sum(output * cotangent), or of the mean loss of `labels`, by weight."""
        for parameter in self.parameters.values():
            parameter.requires_grad_(True)
        output = self.forward(inputs)
        if "labels" in inputs:
            labels = inputs["labels"].long()
            loss = F.cross_entropy(output[:, :-1].flatten(0, 1), labels[:, 1:].flatten(), ignore_index=IGNORED)
        elif "cotangent" in inputs:
            loss = (output * inputs["cotangent"]).sum()
        else:
            raise UserError("--inputs has neither 'cotangent' nor 'labels': there is nothing to take a gradient of.")
        loss.backward()
        return {name: parameter.grad for name, parameter in self.parameters.items() if parameter.grad is not None}

    def _batch(self, inputs: dict[str, torch.Tensor]) -> Batch:
        tokens = inputs["input_ids"].long()
        if "pixels" not in inputs or not (tokens == IMAGE).any():
            raise UserError(f"--part model needs 'pixels', and {IMAGE} in 'input_ids' for each token of the image.")
        labels = inputs.get("labels", tokens).long()
        return Batch(inputs["pixels"], tokens, labels, torch.ones_like(tokens, dtype=torch.bool))

    def _named(self) -> dict[str, nn.Parameter]:
        if self.name != "model":
            return dict(self.module.named_parameters())
        own = self.module
        base = own.language.get_base_model() if hasattr(own.language, "peft_config") else own.language
        plain = {key.replace(".base_layer.", "."): value for key, value in base.named_parameters() if ".lora_" not in key}
        return dict(own.vision.named_parameters()) | plain | own.trainable()

    def _renamed(self, tensors: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        vision = {key: value for key, value in tensors.items() if key.startswith(("visual", "ln_vision."))}
        rest = {key: value for key, value in tensors.items() if key not in vision}
        return rest | weights.vision_names(vision)

    @staticmethod
    def _vocabulary(tensors: dict[str, torch.Tensor]) -> int:
        if "model.embed_tokens.weight" not in tensors:
            raise UserError("--weights has no model.embed_tokens.weight: it is no Llama.")
        return tensors["model.embed_tokens.weight"].shape[0]


def run(arguments, gives_gradients: bool) -> int:
    """`forward` and `gradients`: reads files, writes one."""
    torch.use_deterministic_algorithms(True)
    configuration = Configuration.read(Path(arguments.config))
    tensors: dict[str, torch.Tensor] = {}
    for file in arguments.weights:
        tensors |= weights.read(file)
    part = Part(arguments.part, configuration, tensors, ", ".join(map(str, arguments.weights)))
    inputs = weights.read(arguments.inputs)
    if gives_gradients:
        result = part.gradients(inputs)
    else:
        with torch.inference_mode():
            result = {OUTPUTS[arguments.part]: part.forward(inputs)}
    weights.write(arguments.outputs, result)
    return 0
