"""The language model: any Hugging Face causal model, frozen, with LoRA from peft beside it in the second stage."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import torch
from torch import nn

from .configuration import Configuration
from .errors import UserError

_ATTENTION = {"flash": "flash_attention_2", "sdpa": "sdpa", "eager": "eager"}


def attention_kernel(wanted: str) -> str:
    """The name that transformers knows the wanted kernels by; `auto` looks what is installed.

    Raises `UserError` when FlashAttention-2 is demanded and missing.
    """
    has_flash = importlib.util.find_spec("flash_attn") is not None
    if wanted == "auto":
        return "flash_attention_2" if has_flash and torch.cuda.is_available() else "sdpa"
    if wanted == "flash" and not has_flash:
        raise UserError(
            "torch.attention is flash, and the package flash-attn is not installed: "
            "pip install 'pargo-torch[flash]', or set torch.attention to auto."
        )
    return _ATTENTION[wanted]


def check_name(name: str) -> None:
    """Raises `UserError` for a name that is plainly a path and leads nowhere."""
    if name.startswith(("/", ".", "~")) and not Path(name).is_dir():
        raise UserError(
            f"torch.llm '{name}' is no folder here: name the one that holds the model's config.json, weights and tokenizer, "
            "or a name of the hub."
        )


def dtype(configuration: Configuration) -> torch.dtype:
    """The type of the frozen weights."""
    return torch.bfloat16 if configuration.torch.precision == "bf16" else torch.float32


def make(configuration: Configuration, vocabulary: int) -> nn.Module:
    """The frozen language model: a pre-trained one where `torch.llm` names it, else a small Llama with fresh weights."""
    from transformers import AutoModelForCausalLM, LlamaConfig, LlamaForCausalLM

    kernel = attention_kernel(configuration.torch.attention)
    if configuration.torch.llm:
        check_name(configuration.torch.llm)
        try:
            model = AutoModelForCausalLM.from_pretrained(
                configuration.torch.llm, dtype=dtype(configuration), attn_implementation=kernel
            )
        except (OSError, ValueError) as problem:
            first = str(problem).strip().splitlines()[0]
            raise UserError(f"torch.llm '{configuration.torch.llm}' cannot be loaded: {first}") from None
        check_shape(configuration, model.config, vocabulary)
    else:
        shape = configuration.llm
        settings = LlamaConfig(
            vocab_size=vocabulary,
            hidden_size=shape.width,
            num_hidden_layers=shape.depth,
            num_attention_heads=shape.heads,
            num_key_value_heads=shape.kv_heads,
            intermediate_size=shape.ffn,
            max_position_embeddings=shape.length,
            rms_norm_eps=shape.norm_eps,
            rope_theta=shape.rope_theta,
            tie_word_embeddings=False,
            attn_implementation=kernel,
        )
        model = LlamaForCausalLM(settings).to(dtype(configuration))
    model.config.use_cache = False
    return model.requires_grad_(False)


def check_shape(configuration: Configuration, found, vocabulary: int) -> None:
    """Raises `UserError` where a pre-trained model is not what the configuration and the tokenizer take it for.

    found: the model's own configuration. A tokenizer of fewer words than the model has is usual, one of more is another's.
    """
    name, shape = configuration.torch.llm, configuration.llm
    if vocabulary > found.vocab_size:
        raise UserError(
            f"the tokenizer in '{name}' has {vocabulary} words and the model {found.vocab_size}: it belongs to another "
            "model. Take the model's own."
        )
    sizes = {
        "width": "hidden_size", "depth": "num_hidden_layers", "heads": "num_attention_heads",
        "kv_heads": "num_key_value_heads", "ffn": "intermediate_size",
    }  # fmt: skip
    for key, public in sizes.items():
        theirs, ours = getattr(found, public, None), getattr(shape, key)
        if theirs is not None and theirs != ours:
            raise UserError(
                f"llm.{key} is {ours}, and '{name}' has {theirs}: set it to {theirs}, because memory, tokens and the "
                "sizes of checkpoints follow from it."
            )
    longest = getattr(found, "max_position_embeddings", None)
    if longest and shape.length > longest:
        raise UserError(f"llm.length is {shape.length}, and '{name}' knows {longest} positions: set llm.length to at most that.")


def add_lora(model: nn.Module, configuration: Configuration) -> nn.Module:
    """The model with low-rank updates beside the configured maps; only they can be trained.

    The updates are kept in single precision, so that small steps are not lost in bf16.
    """
    from peft import LoraConfig, get_peft_model

    settings = configuration.lora
    wrapped = get_peft_model(
        model,
        LoraConfig(
            r=settings.rank,
            lora_alpha=settings.alpha,
            lora_dropout=settings.dropout,
            target_modules=list(settings.targets),
            bias="none",
            task_type="CAUSAL_LM",
        ),
        autocast_adapter_dtype=True,
    )
    return wrapped


def lora_names(model: nn.Module) -> dict[str, nn.Parameter]:
    """The updates under the names of peft's own files: `base_model.model.….lora_A.weight`."""
    return {
        name.replace(".default.", "."): parameter for name, parameter in model.named_parameters() if ".lora_" in name
    }
