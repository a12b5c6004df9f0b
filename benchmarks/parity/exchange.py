"""Has `pargo-run weights convert` write weights for other programs, loads them there, and compares what those compute with them.

The references are those of the parity cases: their weights are read under one program's names and written under another's.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import torch
from cases import CASES, VISION, Case, configured, tower
from pargo_torch import projectors
from safetensors.torch import load_file


def convert(case: Case, folder: Path, form: str, *options: str) -> Path:
    """The case's weights under the names of `form`, in a folder of their own."""
    (folder / "config.json").write_text(json.dumps(case.configuration))
    result = subprocess.run(
        [
            os.environ["PARGO_RUN"], "weights", "convert", "--to", form, "--config", folder / "config.json",
            "--weights", *case.weights, "--output", folder / form, *options,
        ],
        capture_output=True, text=True,
    )  # fmt: skip
    if result.returncode:
        raise SystemExit(f"{case.name}: pargo-run weights convert ended with {result.returncode}: {result.stderr}")
    return folder / form


def logits(model, case: Case) -> torch.Tensor:
    ids, visual = case.inputs["input_ids"], case.inputs["visual_tokens"]
    words = model.get_input_embeddings()(ids)
    return model.eval()(inputs_embeds=torch.cat([words[:, :1], visual, words[:, 1:]], 1)).logits


def llama(case: Case, folder: Path) -> torch.Tensor:
    """transformers reads what was written as if it were its own."""
    from transformers import LlamaForCausalLM

    return logits(LlamaForCausalLM.from_pretrained(convert(case, folder, "hf"), attn_implementation="eager"), case)


def merged(case: Case, folder: Path) -> torch.Tensor:
    """The same with PEFT's updates in the maps themselves."""
    from transformers import LlamaForCausalLM

    written = convert(case, folder, "hf", "--merge")
    return logits(LlamaForCausalLM.from_pretrained(written, attn_implementation="eager"), case)


def adapter(case: Case, folder: Path) -> torch.Tensor:
    """PEFT puts the adapter that was written beside the model that the case has."""
    from peft import PeftModel
    from transformers import LlamaForCausalLM

    base = LlamaForCausalLM.from_pretrained(case.weights[0], attn_implementation="eager")
    return logits(PeftModel.from_pretrained(base, convert(case, folder, "peft")).get_base_model(), case)


def encoder(case: Case, folder: Path, form: str, prefix: str) -> torch.Tensor:
    """timm's tower with three maps, from weights with one map for queries, keys and values."""
    named = load_file(convert(case, folder, form) / "model.safetensors")
    if not all(name.startswith(prefix) for name in named):
        raise SystemExit(f"{form} has names without {prefix}")
    made = tower(fused=False)
    found = made.load_state_dict({name.removeprefix(prefix): tensor for name, tensor in named.items()}, strict=False)
    rest = [name for name in found.missing_keys if not name.startswith(("norm.", "fc_norm.", "head."))]
    if rest or found.unexpected_keys:
        raise SystemExit(f"{form}: missing {rest}, unexpected {found.unexpected_keys}")
    tokens = made.eval().forward_intermediates(
        case.inputs["pixels"], indices=1, norm=False, output_fmt="NLC", intermediates_only=True, return_prefix_tokens=False
    )[0]
    last = torch.nn.LayerNorm(VISION["width"], eps=1e-5)
    last.load_state_dict({k.removeprefix("ln_vision."): v for k, v in load_file(case.weights[1]).items()})
    return last(tokens)


def released(case: Case, folder: Path) -> torch.Tensor:
    """The torch engine's projector takes every name that was written, and misses none."""
    made = projectors.make(configured(perception="released")[1], VISION["width"], case.configuration["llm"]["width"])
    made.load_state_dict(load_file(convert(case, folder, "pargo") / "model.safetensors"))
    return made.eval()(case.inputs["visual"])


PAIRS = [
    ("llama", "transformers, LlamaForCausalLM.from_pretrained", llama, 0.0),
    ("lora", "peft, PeftModel.from_pretrained", adapter, 0.0),
    ("lora", "transformers, the updates merged", merged, 1e-4),
    ("eva-fused", "timm", lambda case, folder: encoder(case, folder, "timm", ""), 1e-5),
    ("eva-fused", "open_clip's names", lambda case, folder: encoder(case, folder, "open_clip", "visual.trunk."), 1e-5),
    ("pargo", "the released code's names, engines/torch", released, 0.0),
]
"""Case, who reads what was written, how, and the largest difference from the case's own output."""


def main() -> int:
    failed = False
    print("\n| weights of | read by | largest difference |")
    print("|---|---|---:|")
    for name, reader, read, limit in PAIRS:
        torch.manual_seed(list(CASES).index(name))
        with tempfile.TemporaryDirectory() as place, torch.enable_grad():
            case = CASES[name](Path(place))
            difference = (read(case, Path(place)) - case.output).abs().max().item()
        failed |= not difference <= limit
        print(f"| {case.name} | {reader} | {difference:.1e} |", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
