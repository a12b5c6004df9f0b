"""What is compared: each case makes a reference in PyTorch with random weights, and says how `pargo-run` is to be asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Callable

import torch
from pargo_torch import parts, projectors
from pargo_torch.configuration import Configuration
from published import project
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F

VISION = {"image": 48, "patch": 8, "width": 48, "depth": 3, "heads": 4, "ffn": 128}
LLM = {"width": 48, "depth": 3, "heads": 6, "kv_heads": 2, "ffn": 96, "vocab": 61, "length": 128}
PROJECTOR = {"depth": 3, "hidden": 48, "heads": 4, "ffn": 96, "partial_tokens": 12, "global_tokens": 4}
LORA = {"rank": 4, "alpha": 12, "targets": ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]}
SMALL_DATA = {"objects": 2, "turns": 1}
TARGETS = LORA["targets"]


@dataclass
class Case:
    """One row of the table."""

    name: str
    part: str
    reference: str
    """Whose code the numbers are compared with."""
    configuration: dict
    weights: list[Path]
    inputs: dict[str, torch.Tensor]
    output: torch.Tensor
    """What the reference gives, before any backward pass."""
    gradients: dict[str, torch.Tensor]
    extra: dict[str, torch.Tensor] = field(default_factory=dict)
    """Further outputs, by name."""


def spread(module: nn.Module) -> nn.Module:
    """Random weights that leave no norm at one, no bias at zero and no gradient tiny."""
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            noise = torch.randn_like(parameter)
            if parameter.ndim < 2:
                parameter.add_(0.2 * noise)
            else:
                parameter.copy_(noise * (0.5 if parameter.shape[0] == 1 else (parameter[0].numel()) ** -0.5))
    return module.eval()


def gradients(output: torch.Tensor, cotangent: torch.Tensor, named: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    found = torch.autograd.grad((output * cotangent).sum(), list(named.values()), allow_unused=True)
    return {name: torch.zeros_like(named[name]) if g is None else g for name, g in zip(named, found)}


def save(path: Path, tensors: dict[str, torch.Tensor]) -> Path:
    save_file({name: tensor.detach().contiguous() for name, tensor in tensors.items()}, str(path))
    return path


def llama(folder: Path, lora: bool = False, tied: bool = False, theta: float = 10_000.0, eps: float = 1e-5) -> Case:
    """Hugging Face's Llama with grouped queries, saved in shards; with PEFT's updates beside all maps, as an adapter.

    With a `tied` head the checkpoint has one tensor for token table and head, and one gradient.
    """
    from peft import LoraConfig, get_peft_model
    from transformers import LlamaConfig, LlamaForCausalLM

    settings = LlamaConfig(
        vocab_size=LLM["vocab"], hidden_size=LLM["width"], num_hidden_layers=LLM["depth"],
        num_attention_heads=LLM["heads"], num_key_value_heads=LLM["kv_heads"], intermediate_size=LLM["ffn"],
        max_position_embeddings=LLM["length"], rms_norm_eps=eps, rope_theta=theta, tie_word_embeddings=tied,
        attn_implementation="eager",
    )  # fmt: skip
    model = spread(LlamaForCausalLM(settings).float())
    model.save_pretrained(folder / "llama", max_shard_size="60KB")
    weights = [folder / "llama"]
    named = dict(model.named_parameters())
    if lora:
        model = get_peft_model(
            model, LoraConfig(r=LORA["rank"], lora_alpha=LORA["alpha"], target_modules=TARGETS, task_type="CAUSAL_LM")
        )
        with torch.no_grad():
            for name, parameter in model.named_parameters():
                if ".lora_" in name:
                    parameter.copy_(torch.randn_like(parameter) * 0.1)
        model.eval().save_pretrained(folder / "adapter")
        weights.append(folder / "adapter")
        named = {name.replace(".default.", "."): p for name, p in model.named_parameters() if ".lora_" in name}
        for parameter in named.values():
            parameter.requires_grad_(True)
    ids, visual = torch.randint(0, LLM["vocab"], (2, 17)), torch.randn(2, 5, LLM["width"])
    base = model.get_base_model() if lora else model
    words = base.get_input_embeddings()(ids)
    embeddings = torch.cat([words[:, :1], visual, words[:, 1:]], 1)
    output = model(inputs_embeds=embeddings).logits
    cotangent = torch.randn_like(output)
    label = "Llama, 6 heads on 2 key heads, in shards"
    if tied:
        label = "Llama with a tied head"
    elif (theta, eps) != (10_000.0, 1e-5):
        label = f"Llama, rope_theta {theta:.0f}, rms_norm_eps {eps:g}"
    own = {"rope_theta": theta, "norm_eps": eps}
    return Case(
        "PEFT's LoRA on all seven maps, as an adapter" if lora else label,
        "llm",
        "peft" if lora else "transformers",
        {"llm": LLM | own, "data": SMALL_DATA, "lora": LORA | {"rank": LORA["rank"] if lora else 0}},
        weights,
        {"input_ids": ids, "visual_tokens": visual, "cotangent": cotangent},
        output,
        gradients(output, cotangent, named),
    )


def tower(fused: bool, theta: float = 10_000.0, eps: float = 1e-6) -> nn.Module:
    """timm's EVA-02: rotary positions of two dimensions, SwiGLU, norms inside."""
    from timm.layers import LayerNorm
    from timm.models.eva import Eva

    return Eva(
        img_size=VISION["image"], patch_size=VISION["patch"], embed_dim=VISION["width"], depth=VISION["depth"],
        num_heads=VISION["heads"], mlp_ratio=VISION["ffn"] / VISION["width"], qkv_fused=fused, swiglu_mlp=True,
        scale_mlp=True, scale_attn_inner=True, use_rot_pos_emb=True, ref_feat_shape=(16, 16), num_classes=7,
        rope_temperature=theta, norm_layer=partial(LayerNorm, eps=eps),
    )  # fmt: skip


def eva(folder: Path, fused: bool, theta: float = 10_000.0, eps: float = 1e-6) -> Case:
    """timm's encoder, its last block's output, then ParGo's norm."""
    made = spread(tower(fused, theta, eps))
    last = spread(nn.LayerNorm(VISION["width"], eps=1e-5))
    # open_clip puts `visual.trunk.` before timm's names; alone they have no prefix.
    prefix = "visual.trunk." if fused else ""
    used = {
        prefix + name: parameter
        for name, parameter in made.named_parameters()
        if not name.startswith(("norm.", "fc_norm.", "head."))
    }
    own = {f"ln_vision.{name}": parameter for name, parameter in last.named_parameters()}
    files = [
        save(folder / "tower.safetensors", {prefix + name: p for name, p in made.named_parameters()}),
        save(folder / "norm.safetensors", own),
    ]
    pixels = torch.randn(3, 3, VISION["image"], VISION["image"])
    tokens = made.forward_intermediates(
        pixels, indices=1, norm=False, output_fmt="NLC", intermediates_only=True, return_prefix_tokens=False
    )[0]
    output = last(tokens)
    cotangent = torch.randn_like(output)
    label = "EVA-02, one map for q, k and v, open_clip's names" if fused else "EVA-02, three maps, timm's names"
    if (theta, eps) != (10_000.0, 1e-6):
        label = f"EVA-02, rope_theta {theta:.0f}, epsilon {eps:g}"
    shape = VISION | {"rope_theta": theta, "norm_eps": eps}
    return Case(
        label,
        "vision", "timm", {"vision": shape, "llm": LLM, "data": SMALL_DATA}, files, {"pixels": pixels, "cotangent": cotangent}, output,
        gradients(output, cotangent, used | own),
    )  # fmt: skip


def configured(**projector) -> tuple[dict, Configuration]:
    given = {"vision": VISION, "llm": LLM, "projector": PROJECTOR | projector, "data": SMALL_DATA}
    return given, Configuration.resolve(given)


def engine(folder: Path, **projector) -> Case:
    """A projector of the torch engine."""
    given, settings = configured(**projector)
    module = spread(projectors.make(settings, VISION["width"], LLM["width"]))
    named = dict(module.named_parameters())
    visual = torch.randn(3, settings.visual_tokens, VISION["width"])
    output = module(visual)
    cotangent = torch.randn_like(output)
    label = given["projector"].get("kind", "pargo") + (f", {projector['perception']}" if "perception" in projector else "")
    return Case(
        f"projector {label}", "projector", "engines/torch", given, [save(folder / "weights.safetensors", named)],
        {"visual": visual, "cotangent": cotangent}, output, gradients(output, cotangent, named),
    )  # fmt: skip


def plain(folder: Path, widths: list[int], **projector) -> Case:
    """The published projector, written apart from both engines; with BERT's table of 512 positions, as checkpoints have it."""
    given, settings = configured(**projector)
    named = dict(spread(projectors.make(settings, VISION["width"], LLM["width"])).named_parameters())
    table = "ParGo.bert.embeddings.position_embeddings.weight"
    named[table] = nn.Parameter(torch.cat([named[table].detach(), torch.randn(512 - 16, PROJECTOR["hidden"])]))
    visual = torch.randn(3, settings.visual_tokens, VISION["width"])
    kind = projector.get("kind", "pargo")
    own = 0 if kind == "qformer" else PROJECTOR["partial_tokens"]
    eps = projector.get("norm_eps", 1e-12)
    output = project(named, visual, own, 16 - own, widths, PROJECTOR["heads"], eps)
    cotangent = torch.randn_like(output)
    label = projector.get("perception", "released") if kind == "pargo" else "Q-Former"
    if eps != 1e-12:
        label = f"{label}, epsilon {eps:g}"
    return Case(
        f"projector as published, {label}", "projector", "plain masks", given,
        [save(folder / "weights.safetensors", named)],
        {"visual": visual, "cotangent": cotangent}, output, gradients(output, cotangent, named),
    )  # fmt: skip


def whole(folder: Path) -> Case:
    """Encoder, projector, language model and updates joined; the loss of some labelled tokens, all weights' gradients."""
    given, settings = configured()
    given["lora"] = LORA
    settings = Configuration.resolve(given)
    from pargo_torch.model import VisionLanguageModel

    settings.torch.precision, settings.torch.recompute = "fp32", False
    model = spread(VisionLanguageModel(settings, LLM["vocab"], with_lora=True))
    names = parts.Part._named
    holder = object.__new__(parts.Part)
    holder.name, holder.module = "model", model
    named = {name: p.detach().clone() for name, p in names(holder).items()}
    file = save(folder / "weights.safetensors", named)
    part = parts.Part("model", settings, named, str(file))
    ids = torch.randint(0, LLM["vocab"], (2, 30))
    ids[:, 1:17] = -200
    labels = torch.full_like(ids, -100)
    labels[0, 20:28], labels[1, 25:] = ids[0, 20:28], ids[1, 25:]
    inputs = {"pixels": torch.randn(2, 3, VISION["image"], VISION["image"]), "input_ids": ids, "labels": labels}
    found = part.gradients(inputs)
    output = part.forward(inputs)
    loss = F.cross_entropy(output[:, :-1].flatten(0, 1), labels[:, 1:].flatten(), ignore_index=-100)
    return Case(
        "the whole model and its loss", "model", "engines/torch", given, [file], inputs, output, found, {"loss": loss.reshape(1)}
    )


CASES: dict[str, Callable[[Path], Case]] = {
    "llama": lambda folder: llama(folder, lora=False),
    "lora": lambda folder: llama(folder, lora=True),
    "llama-tied": lambda folder: llama(folder, tied=True),
    "llama-theta": lambda folder: llama(folder, theta=500_000.0, eps=3e-2),
    "eva-theta": lambda folder: eva(folder, fused=False, theta=100.0, eps=3e-2),
    "released-eps": lambda folder: plain(folder, [12, 12, 12], norm_eps=3e-2),
    "eva": lambda folder: eva(folder, fused=False),
    "eva-fused": lambda folder: eva(folder, fused=True),
    "released": lambda folder: plain(folder, [12, 12, 12]),
    "cascaded": lambda folder: plain(folder, [1, 3, 12], perception="cascaded", cascade_widths=[1, 3, 12]),
    "plain-qformer": lambda folder: plain(folder, [1, 1, 1], kind="qformer"),
    "pargo": lambda folder: engine(folder, perception="released"),
    "pargo-cascaded": lambda folder: engine(folder, perception="cascaded", cascade_widths=[1, 3, 12]),
    "qformer": lambda folder: engine(folder, kind="qformer"),
    "linear": lambda folder: engine(folder, kind="linear", partial_tokens=9, global_tokens=0),
    "mlp": lambda folder: engine(folder, kind="mlp", partial_tokens=12, global_tokens=0),
    "resampler": lambda folder: engine(folder, kind="resampler"),
    "c_abstractor": lambda folder: engine(folder, kind="c_abstractor", hidden=40),
    "model": whole,
}
