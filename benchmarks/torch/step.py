"""Steps of stage 2 with random weights and made-up inputs: this engine's, and a plain loop's with transformers and peft."""

from __future__ import annotations

import argparse
import gc
import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
from pargo_torch import language, memory
from pargo_torch.configuration import Configuration
from pargo_torch.model import IGNORED, IMAGE, Batch, VisionLanguageModel
from pargo_torch.training.cluster import Place
from pargo_torch.training.plain import PlainEngine
from pargo_torch.training.sharded import ShardedEngine
from torch import nn

PAPER = {
    "vision": {"image": 336, "patch": 14, "width": 1024, "depth": 24, "heads": 16, "ffn": 2730},
    "llm": {"width": 4096, "depth": 32, "heads": 32, "kv_heads": 32, "ffn": 11008, "length": 1024},
    "projector": {"depth": 6, "hidden": 768, "heads": 12, "ffn": 3072, "partial_tokens": 288, "global_tokens": 16},
    "lora": {"rank": 256, "alpha": 512.0},
}
TINY = {
    "vision": {"image": 24, "patch": 4, "width": 32, "depth": 2, "heads": 2, "ffn": 64},
    "llm": {"width": 64, "depth": 2, "heads": 4, "kv_heads": 4, "ffn": 128, "length": 96},
    "projector": {"depth": 2, "hidden": 32, "heads": 2, "ffn": 64, "partial_tokens": 18, "global_tokens": 2},
    "lora": {"rank": 4, "alpha": 8.0},
}
PEAKS = {"A100": 312, "A800": 312, "H100": 989, "H800": 989, "H200": 989, "L40S": 362}
"""Dense bf16 tera-operations a second, by the makers' data sheets; the SXM part where there are several."""


@dataclass
class Measured:
    seconds: float
    gib: float | None
    loss: float


def measure(step: Callable[[], torch.Tensor], steps: int, device: torch.device) -> Measured:
    """The quickest of so many steps, after two for warming up; the most memory of all."""
    wait = torch.cuda.synchronize if device.type == "cuda" else lambda: None
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats()
    best = float("inf")
    for number in range(steps + 2):
        wait()
        began = time.perf_counter()
        loss = step()
        wait()
        if number >= 2:
            best = min(best, time.perf_counter() - began)
    gib = torch.cuda.max_memory_allocated() / memory.GIB if device.type == "cuda" else None
    return Measured(best, gib, float(loss))


def batch(configuration: Configuration, words: int, device: torch.device) -> Batch:
    """Sequences of the full length: a word, the image, then text whose second half is to be learned."""
    rows, length = configuration.torch.micro_batch, configuration.llm.length
    tokens = torch.randint(3, words, (rows, length))
    tokens[:, 1 : 1 + configuration.image_tokens] = IMAGE
    labels = torch.full_like(tokens, IGNORED)
    half = (length + configuration.image_tokens) // 2
    labels[:, half:] = tokens[:, half:]
    pixels = torch.randn(rows, 3, configuration.vision.image, configuration.vision.image)
    return Batch(pixels, tokens, labels, torch.ones_like(tokens, dtype=torch.bool)).to(device)


def model_of(configuration: Configuration, words: int, device: torch.device) -> VisionLanguageModel:
    torch.manual_seed(0)
    with device:
        return VisionLanguageModel(configuration, words, with_lora=True).to(device).train()


def ours(configuration: Configuration, words: int, device: torch.device, steps: int) -> Measured:
    model, given = model_of(configuration, words, device), batch(configuration, words, device)
    if configuration.torch.zero:
        Place().join({})
        engine = ShardedEngine(model, configuration, Place(), 1)
    else:
        engine = PlainEngine(model, configuration, Place())
    learned = int((given.labels[:, 1:] != IGNORED).sum())

    def step() -> torch.Tensor:
        loss = engine.forward(given)[0] / learned
        engine.backward(loss, is_last=True)
        engine.update(1e-4)
        return loss.detach()

    return measure(step, steps, device)


def plain(configuration: Configuration, words: int, device: torch.device, steps: int) -> Measured:
    """What one writes in an afternoon: the model's own loss over all logits, autocast, AdamW; the same weights and inputs."""
    model, given = model_of(configuration, words, device), batch(configuration, words, device)
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=1e-4)
    mixed = configuration.torch.precision == "bf16"

    def step() -> torch.Tensor:
        with torch.autocast(device.type, torch.bfloat16, enabled=mixed):
            embeddings = model.embed(given.tokens, given.pixels)
            loss = model.language(inputs_embeds=embeddings, attention_mask=given.attention.long(), labels=given.labels).loss
        loss.backward()
        nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        return loss.detach()

    return measure(step, steps, device)


def operations(configuration: Configuration, words: int) -> float:
    """Of one step: two for each weight and position forward, two backward through what is frozen, four through what is trained.

    The frozen encoder is only run forward. Causal attention counts half of its square. What is computed again does not count.
    """
    shape, rows = configuration.llm, configuration.torch.micro_batch
    positions = rows * shape.length
    frozen = memory.llm_size(configuration) - words * shape.width  # the table of words is looked up
    attention = 2 * rows * shape.length**2 * shape.width * shape.depth
    return (
        4 * frozen * positions
        + 2 * attention
        + 6 * memory.lora_size(configuration) * positions
        + 6 * memory.projector_size(configuration) * rows * configuration.image_tokens
        + 2 * memory.vision_size(configuration) * rows * configuration.visual_tokens
    )


def main() -> int:
    flags = argparse.ArgumentParser()
    flags.add_argument("--tiny", action="store_true")
    flags.add_argument("--steps", type=int, default=5)
    flags.add_argument("--micro-batch", type=int, default=8)
    flags.add_argument("--zero", type=int, choices=(0, 2), default=0)
    flags.add_argument("--no-recompute", action="store_true")
    flags.add_argument("--peak", type=float, help="the chip's tera-operations a second in bf16")
    given = flags.parse_args()
    device = Place().device()
    if device.type != "cuda" and not given.tiny:
        print("benchmarks/torch/run: there is no GPU here; --tiny tries the code without one")
        return 69
    settings = {"micro_batch": given.micro_batch, "zero": given.zero, "recompute": not given.no_recompute}
    settings |= {"precision": "bf16" if device.type == "cuda" else "fp32", "attention": "auto"}
    configuration = Configuration.resolve((TINY if given.tiny else PAPER) | {"torch": settings, "train": {"batch": given.micro_batch}})
    words = 64 if given.tiny else 32_000
    chip = torch.cuda.get_device_name() if device.type == "cuda" else "no GPU"
    peak = given.peak or next((value for name, value in PEAKS.items() if name in chip), None)
    kernel = language.attention_kernel("auto")
    print(f"{chip}, PyTorch {torch.__version__}, attention: {kernel}, {given.micro_batch} sequences of {configuration.llm.length}\n")
    print("| | seconds a step | tokens a second | memory, GiB | of the chip's peak | loss |\n|---|---|---|---|---|---|")
    results = {}
    for name, run in (("this engine", ours), ("transformers + peft", plain)):
        found = results[name] = run(configuration, words, device, given.steps)
        gc.collect()
        if device.type == "cuda":
            torch.cuda.empty_cache()
        part = f"{100 * operations(configuration, words) / found.seconds / peak / 1e12:.1f} %" if peak else "–"
        gib = f"{found.gib:.1f}" if found.gib is not None else "–"
        speed = given.micro_batch * configuration.llm.length / found.seconds
        print(f"| {name} | {found.seconds:.4f} | {speed:,.0f} | {gib} | {part} | {found.loss:.4f} |")
    if not given.tiny:
        foreseen = memory.estimate(configuration, 1, 2)
        print(f"\nForeseen: {foreseen.total / memory.GIB:.1f} GiB (pargo-torch memory), of which 1.5 for CUDA itself, which is not measured here.")
    ratio = results["transformers + peft"].seconds / results["this engine"].seconds
    print(f"\nThis engine's step is {ratio:.2f} times as fast.")
    return int(ratio < 1 and not given.tiny)


if __name__ == "__main__":
    raise SystemExit(main())
