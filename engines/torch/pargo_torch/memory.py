"""How much memory a GPU will need, told before one is held."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .configuration import Configuration
from .errors import UserError

GIB = 2**30


@dataclass(frozen=True)
class Estimate:
    """Bytes a GPU, by what they are for."""

    frozen: float
    trained: float
    gradients: float
    moments: float
    activations: float
    workspace: float

    @property
    def total(self) -> float:
        """All of it."""
        return sum(vars(self).values())

    def lines(self) -> list[str]:
        """A line for each part, GiB, and their sum."""
        names = {
            "frozen": "frozen weights (encoder, language model)",
            "trained": "trained weights (projector, updates)",
            "gradients": "gradients",
            "moments": "master weights and AdamW's moments, this process's part",
            "activations": "activations",
            "workspace": "logits, exchange buffers, the framework",
        }
        rows = [f"{value / GIB:8.2f} GiB  {names[name]}" for name, value in vars(self).items()]
        return [*rows, f"{self.total / GIB:8.2f} GiB  in all"]


def estimate(configuration: Configuration, ranks: int, stage: int) -> Estimate:
    """The need of one of `ranks` GPUs.

    Counted from the shapes: weights exactly, activations by what the backward pass keeps of each layer (with
    `torch.recompute`, each block's input, and all of one block), the workspace with 1.5 GiB for CUDA, its libraries and
    the allocator's slack. `benchmarks/torch/run` prints it beside what a real step takes.
    """
    settings = configuration.torch
    width = 2 if settings.precision == "bf16" else 4
    trained = projector_size(configuration) + (lora_size(configuration) if stage == 2 else 0)
    sharded = settings.zero > 0
    return Estimate(
        frozen=width * (vision_size(configuration) + llm_size(configuration)),
        trained=trained * (width if sharded else 4),
        gradients=trained * (width if sharded else 4),
        moments=trained * (12 / ranks if sharded else 8),
        activations=activations(configuration, width),
        workspace=workspace(configuration, trained, width),
    )


def evaluation(configuration: Configuration, beams: int) -> Estimate:
    """The need of the GPU that asks the questions: all weights, and keys and values of `eval.batch` prompts in each beam."""
    shape = configuration.llm
    width = 2 if configuration.torch.precision == "bf16" else 4
    rows = configuration.eval.batch * beams
    # A prompt is the image, a question and an answer: not more than 400 tokens beside the image's.
    tokens = min(configuration.image_tokens + 400, shape.length)
    cache = 2 * shape.depth * rows * tokens * (shape.width // shape.heads * shape.kv_heads) * width
    return Estimate(
        frozen=width * (vision_size(configuration) + llm_size(configuration)),
        trained=4 * (projector_size(configuration) + lora_size(configuration)),
        gradients=0,
        moments=0,
        activations=cache + width * rows * tokens * (2 * shape.width + 3 * shape.ffn),
        workspace=2 * 4 * rows * vocabulary(configuration) + 1.5 * GIB,
    )


def check_fits(needs: Iterable[Estimate], gib: float) -> None:
    """Raises `UserError` when the largest need is more than a GPU of `gib` GiB has."""
    most = max(need.total for need in needs) / GIB
    if most > gib:
        raise UserError(
            f"about {most:.1f} GiB do not fit into a GPU of {gib:g} GiB. Lower torch.micro_batch (eval.batch to evaluate) or llm.length, set "
            "torch.recompute to true, or take more GPUs, over which torch.zero splits what is trained; torch.gpu_gib "
            "says how large one is.",
            key="torch.micro_batch",
        )


def projector_size(configuration: Configuration) -> int:
    """Trained elements between encoder and language model; ParGo's exactly, the others' to within a few per cent."""
    own = configuration.projector
    hidden, visual, out = own.hidden, configuration.vision.width, configuration.llm.width
    if own.kind in ("linear", "mlp"):
        merged = visual * configuration.visual_tokens // configuration.image_tokens
        return merged * out + out + (out * out + out if own.kind == "mlp" else 0)
    if own.kind == "c_abstractor":
        return 2 * own.depth * (3 * hidden * hidden) + out * (hidden + out)
    attention = 4 * hidden * hidden + 4 * hidden + 2 * hidden
    cross = 2 * (hidden * hidden + hidden) + 2 * (visual * hidden + hidden) + 2 * hidden
    feed = 2 * hidden * own.ffn + own.ffn + hidden + 2 * hidden
    tokens = 2 * configuration.image_tokens * hidden + 2 * hidden
    return own.depth * (attention + cross + feed) + tokens + hidden * out + out


def lora_size(configuration: Configuration) -> int:
    """Elements of the low-rank updates."""
    shape, rank = configuration.llm, configuration.lora.rank
    keys = shape.width // shape.heads * shape.kv_heads
    sides = {
        "q_proj": (shape.width, shape.width), "k_proj": (shape.width, keys), "v_proj": (shape.width, keys),
        "o_proj": (shape.width, shape.width), "gate_proj": (shape.width, shape.ffn),
        "up_proj": (shape.width, shape.ffn), "down_proj": (shape.ffn, shape.width),
    }  # fmt: skip
    return shape.depth * sum(rank * sum(sides[target]) for target in configuration.lora.targets)


def llm_size(configuration: Configuration) -> int:
    """Elements of a Llama of the configured shape, with separate input and output words."""
    shape = configuration.llm
    keys = shape.width // shape.heads * shape.kv_heads
    block = 2 * shape.width * shape.width + 2 * shape.width * keys + 3 * shape.width * shape.ffn + 2 * shape.width
    return shape.depth * block + 2 * vocabulary(configuration) * shape.width + shape.width


def vision_size(configuration: Configuration) -> int:
    """Elements of an EVA-02 of the configured shape."""
    shape = configuration.vision
    block = 4 * shape.width**2 + 3 * shape.width * shape.ffn + 9 * shape.width + 4 * shape.ffn
    return shape.depth * block + 3 * shape.patch**2 * shape.width + configuration.visual_tokens * shape.width


def vocabulary(configuration: Configuration) -> int:
    """Words: the lab's own short list, or 32,000 as Llama and Vicuna have."""
    return 32_000 if configuration.torch.llm else 512


def activations(configuration: Configuration, width: int) -> float:
    """What the backward pass keeps of one micro-batch of the longest sequences."""
    shape, own = configuration.llm, configuration.projector
    rows = configuration.torch.micro_batch * shape.length
    # Of a Llama block: two norms' inputs and outputs, q k v, attention's output, gate, up and their product.
    block = width * rows * (6 * shape.width + 3 * shape.width + 3 * shape.ffn)
    queries = configuration.torch.micro_batch * configuration.image_tokens
    layer = width * queries * (12 * own.hidden + 2 * own.ffn)
    if configuration.torch.recompute:
        return shape.depth * width * rows * shape.width + block + own.depth * width * queries * own.hidden + layer
    return shape.depth * block + own.depth * layer


def workspace(configuration: Configuration, trained: int, width: int) -> float:
    """Logits of the labelled positions in single precision with their gradient, DeepSpeed's bucket, and CUDA's own."""
    rows = configuration.torch.micro_batch * configuration.llm.length
    bucket = min(trained, 500_000_000) * width if configuration.torch.zero else 0
    return 2 * 4 * rows * vocabulary(configuration) + bucket + 1.5 * GIB
