"""One part of the model by itself, tensors in and tensors out: what the two engines are compared with.

The same flags, files and names as `pargo-run forward` and `pargo-run gradients`: `pixels` to `features`; `visual` to
`tokens`; `input_ids`, and `visual_tokens` where an image stands behind the first of them, to `logits`. With `labels`, one for
each position of the logits and -100 where none is to be learned, the mean `loss` too. Gradients take a `cotangent` of the
output, or `labels`, and give one tensor a weight, under the name that it has in the weights' files.
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
        self.name, self.source, self.image_tokens = name, source, configuration.image_tokens
        build: dict[str, Callable[[], nn.Module]] = {
            "vision": lambda: VisionEncoder(configuration),
            "projector": lambda: projectors.make(configuration, configuration.vision.width, configuration.llm.width),
            "llm": lambda: self._language(configuration, tensors),
            "model": lambda: VisionLanguageModel(configuration, self._vocabulary(tensors), with_lora=True),
        }
        self.module = build[name]().eval()
        self.parameters = self._named()
        given, self.file_names = self._renamed(tensors)
        report = weights.copy(self.parameters, given, source)
        # timm's tower ends with a norm that ParGo leaves out; the released code leaves the other one at one and zero.
        missing = [key for key in self.parameters if key not in given and not key.startswith(("visual_encoder.norm.", "ln_vision."))]
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
            return self.module(inputs_embeds=words).logits  # peft's wrapper passes that on
        hidden = self.module.hidden(self._batch(inputs))
        return self.module.language.get_output_embeddings()(hidden)

    def outputs(self, inputs: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        """The output by its name, and the `loss` where there are labels."""
        output = self.forward(inputs)
        result = {OUTPUTS[self.name]: output}
        if "labels" in inputs and self.name in ("llm", "model"):
            result["loss"] = self._loss(output, inputs).reshape(1)
        return result

    @staticmethod
    def _loss(output: torch.Tensor, inputs: dict[str, torch.Tensor]) -> torch.Tensor:
        labels = inputs["labels"].long()
        if labels.shape != output.shape[:2]:
            raise UserError(
                f"--inputs: labels has shape {list(labels.shape)}, the logits need {list(output.shape[:2])}: one for each position."
            )
        return F.cross_entropy(output[:, :-1].flatten(0, 1), labels[:, 1:].flatten(), ignore_index=IGNORED)

    def gradients(self, inputs: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
        """The gradient of sum(output * cotangent), or of the mean loss of `labels`, by weight."""
        for parameter in self.parameters.values():
            parameter.requires_grad_(True)
        output = self.forward(inputs)
        if "labels" in inputs and self.name in ("llm", "model"):
            loss = self._loss(output, inputs)
        elif "cotangent" in inputs:
            if inputs["cotangent"].shape != output.shape:
                raise UserError(
                    f"--inputs: cotangent has shape {list(inputs['cotangent'].shape)}, the output {list(output.shape)}."
                )
            loss = (output * inputs["cotangent"]).sum()
        else:
            raise UserError("--inputs has neither 'cotangent' nor 'labels': there is nothing to take a gradient of.")
        loss.backward()
        return {name: parameter.grad for name, parameter in self.parameters.items() if parameter.grad is not None}

    def _batch(self, inputs: dict[str, torch.Tensor]) -> Batch:
        tokens = inputs["input_ids"].long()
        if "pixels" not in inputs:
            raise UserError("--inputs has no 'pixels', which --part model needs beside input_ids.")
        if not (tokens == IMAGE).any():
            image = torch.full((len(tokens), self.image_tokens), IMAGE)
            tokens = torch.cat([tokens[:, :1], image, tokens[:, 1:]], dim=1)
        labels = tokens
        return Batch(inputs["pixels"], tokens, labels, torch.ones_like(tokens, dtype=torch.bool))

    def _named(self) -> dict[str, nn.Parameter]:
        if self.name in ("vision", "projector"):
            return dict(self.module.named_parameters())
        if self.name == "llm":
            return _plain_names(self.module) | language.lora_names(self.module)
        own = self.module
        return dict(own.vision.named_parameters()) | _plain_names(own.language) | own.trainable()

    @staticmethod
    def _renamed(tensors: dict[str, torch.Tensor]) -> tuple[dict[str, torch.Tensor], dict[str, str]]:
        """The tensors under our names, and for each of these what the file calls it."""
        given, names = {}, {}
        for key, tensor in tensors.items():
            is_vision = key.startswith(("visual.", "visual_encoder.", "ln_vision.", "patch_embed.", "blocks.", "cls_token", "pos_embed"))
            renamed = weights.vision_names({key: tensor}) if is_vision else {key: tensor}
            given |= renamed
            names |= dict.fromkeys(renamed, key)
        return given, names

    @classmethod
    def _language(cls, configuration: Configuration, tensors: dict[str, torch.Tensor]) -> nn.Module:
        model = language.make(configuration, cls._vocabulary(tensors))
        has_updates = configuration.lora.rank > 0 and any(".lora_A." in key for key in tensors)
        return language.add_lora(model, configuration) if has_updates else model

    @staticmethod
    def _vocabulary(tensors: dict[str, torch.Tensor]) -> int:
        if "model.embed_tokens.weight" not in tensors:
            raise UserError("--weights has no model.embed_tokens.weight: it is no Llama.")
        return tensors["model.embed_tokens.weight"].shape[0]


def _plain_names(model: nn.Module) -> dict[str, nn.Parameter]:
    """A language model's own weights under Hugging Face's names, whether or not peft is wrapped around it."""
    base = model.get_base_model() if hasattr(model, "peft_config") else model
    return {key.replace(".base_layer.", "."): value for key, value in base.named_parameters() if ".lora_" not in key}


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
        names = {name: part.file_names.get(name, name) for name in part.parameters}
        found = part.gradients(inputs).items()
        result = {names[name]: gradient.reshape(tensors[names[name]].shape) for name, gradient in found}
    else:
        with torch.inference_mode():
            result = part.outputs(inputs)
    try:
        weights.write(arguments.outputs, result)
    except OSError as problem:
        raise UserError(f"{arguments.outputs} cannot be written: {problem.strerror}.") from None
    return 0
