"""Weight files: safetensors under public names, whatever wrote them; what is missing or left over is told."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import nn

from .errors import UserError

_VISION = [
    (r"^visual_encoder\.", ""),
    (r"^visual\.(trunk\.)?", ""),
    (r"attn\.q_bias$", "attn.q_proj.bias"),
    (r"attn\.v_bias$", "attn.v_proj.bias"),
    (r"attn\.inner_attn_ln\.", "attn.norm."),
    (r"mlp\.ffn_ln\.", "mlp.norm."),
    (r"mlp\.w1\.", "mlp.fc1_g."),
    (r"mlp\.w2\.", "mlp.fc1_x."),
    (r"mlp\.w3\.", "mlp.fc2."),
]
"""From EVA-CLIP's names, with the released ParGo code's or open_clip's prefix, to timm's."""


@dataclass
class LoadReport:
    """What a file had and had not."""

    loaded: int = 0
    missing: list[str] = field(default_factory=list)
    left_over: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        parts = [f"{self.loaded} tensors"]
        for words, names in (("missing", self.missing), ("left over", self.left_over)):
            if names:
                shown = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
                parts.append(f"{len(names)} {words} ({shown})")
        return "; ".join(parts)


def read(path: Path) -> dict[str, torch.Tensor]:
    """All tensors of a safetensors file, of a sharded one by its index, or of a torch file; on the CPU."""
    try:
        if path.is_dir():
            return _read_folder(path)
        if path.suffix == ".safetensors":
            with safe_open(str(path), framework="pt") as file:
                return {name: file.get_tensor(name) for name in file.keys()}
        state = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        raise UserError(f"{path} does not exist: there are no weights to load.") from None
    except (SafetensorError, RuntimeError, OSError, ValueError, KeyError) as problem:
        raise UserError(f"{path} cannot be read as weights: {problem}. Fetch or copy it again.") from None
    for key in ("state_dict", "model", "module"):
        state = state.get(key, state)
    return {re.sub(r"^module\.", "", name): tensor for name, tensor in state.items()}


def look(path: Path) -> None:
    """Raises `UserError` for a weight file that is missing, or that ends before its header says; reads no tensor."""
    if not path.is_file():
        raise UserError(f"{path} does not exist: there are no weights to load.")
    if path.suffix == ".safetensors":
        try:
            with safe_open(str(path), framework="pt") as file:
                file.keys()
        except (SafetensorError, OSError) as problem:
            raise UserError(f"{path} cannot be read as weights: {problem}. Fetch or copy it again.") from None


def _read_folder(path: Path) -> dict[str, torch.Tensor]:
    index = path / "model.safetensors.index.json"
    if not index.exists():
        return read(path / "model.safetensors")
    files = sorted(set(json.loads(index.read_text())["weight_map"].values()))
    tensors: dict[str, torch.Tensor] = {}
    for name in files:
        if Path(name).name != name:
            raise UserError(f"{index} names '{name}', which leads out of its folder.")
        tensors.update(read(path / name))
    return tensors


def load(module: nn.Module, tensors: dict[str, torch.Tensor], source: str, optional: tuple[str, ...] = ()) -> LoadReport:
    """Copies tensors into a module's parameters by name.

    Raises `UserError` for a wrong shape, or a missing tensor that no prefix in `optional` excuses; tensors that nobody
    wants are reported only.
    """
    own = dict(module.named_parameters())
    report = LoadReport(
        missing=[name for name in own if name not in tensors],
        left_over=[name for name in tensors if name not in own],
    )
    needed = [name for name in report.missing if not name.startswith(optional)] if optional else report.missing
    if needed:
        raise UserError(f"{source}: {needed[0]} is missing, and {len(needed) - 1} more.")
    report.loaded = copy(own, tensors, source)
    return report


def copy(own: dict[str, nn.Parameter], tensors: dict[str, torch.Tensor], source: str) -> int:
    """Copies what both sides have; the number of tensors. Raises `UserError` for a wrong shape before it copies any."""
    shared = own.keys() & tensors.keys()
    for name in sorted(shared):
        if tensors[name].shape != own[name].shape:
            raise UserError(
                f"{source}: {name} is {list(tensors[name].shape)}, the configuration makes it {list(own[name].shape)}. "
                "Take the configuration that the weights were trained with."
            )
    with torch.no_grad():
        for name in shared:
            own[name].copy_(tensors[name])
    return len(shared)


def vision_names(tensors: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The tensors of an encoder and of `ln_vision` under the names that `VisionEncoder` has."""
    renamed = {}
    for name, tensor in tensors.items():
        if name.startswith("ln_vision."):
            renamed[name] = tensor
            continue
        for pattern, replacement in _VISION:
            name = re.sub(pattern, replacement, name)
        if name == "patch_embed.proj.weight" and tensor.ndim == 2:
            # A linear map over unrolled patches is the same numbers as the convolution.
            patch = math.isqrt(tensor.shape[1] // 3)
            tensor = tensor.reshape(-1, 3, patch, patch)
        renamed["visual_encoder." + name] = tensor
    return renamed


def write(path: Path, tensors: dict[str, torch.Tensor]) -> None:
    """Writes a safetensors file whole or not at all."""
    temporary = path.with_name(path.name + ".part")
    save_file({name: tensor.detach().contiguous().cpu() for name, tensor in tensors.items()}, str(temporary))
    temporary.replace(path)
