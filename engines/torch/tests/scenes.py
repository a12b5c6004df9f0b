"""A data folder in the lab's layout, small enough to make in a test: coloured squares, and words about them."""

from __future__ import annotations

import json
import random
from pathlib import Path

from PIL import Image

COLORS = {"red": (220, 40, 40), "green": (40, 180, 60), "blue": (40, 70, 220)}
WORDS = ["<pad>", "<s>", "</s>", "<unk>", "user:", "assistant:", "yes", "no", "?", ".", "is", "it", "a", "square", *COLORS]


def make(folder: Path, count: int = 24, side: int = 16) -> Path:
    """Writes captions, questions, MME's folder and the vocabulary; the same for the same arguments."""
    chance = random.Random(7)
    (folder / "images").mkdir(parents=True)
    (folder / "mme/images/color").mkdir(parents=True)
    captions, questions, lines = [], [], []
    for index in range(count):
        name, color = f"{index:03d}.png", chance.choice(list(COLORS))
        other = chance.choice([word for word in COLORS if word != color])
        image = Image.new("RGB", (side, side), COLORS[color])
        image.save(folder / "images" / name)
        image.save(folder / "mme/images/color" / name)
        asked = [{"from": "human", "value": f"<image>\nis it {color} ?"}, {"from": "gpt", "value": "yes"}]
        asked += [{"from": "human", "value": f"is it {other} ?"}, {"from": "gpt", "value": "no"}]
        said = [{"from": "human", "value": "<image>"}, {"from": "gpt", "value": f"a {color} square ."}]
        questions.append({"id": name, "image": f"images/{name}", "conversations": asked})
        captions.append({"id": name, "image": f"images/{name}", "conversations": said})
        lines += [f"{name}\tis it {color} ?\tYes", f"{name}\tis it {other} ?\tNo"]
    (folder / "captions.json").write_text(json.dumps(captions))
    (folder / "questions.json").write_text(json.dumps(questions))
    (folder / "mme/color.txt").write_text("\n".join(lines) + "\n")
    (folder / "vocabulary.txt").write_text("\n".join(WORDS) + "\n")
    return folder


def configuration(scenes: Path, **torch_settings) -> dict:
    """A configuration of models that train in seconds."""
    return {
        "seed": 3,
        "projector": {"depth": 2, "hidden": 16, "heads": 2, "ffn": 32, "partial_tokens": 4, "global_tokens": 2},
        "vision": {"image": 16, "patch": 4, "width": 16, "depth": 1, "heads": 2, "ffn": 24},
        "llm": {"width": 16, "depth": 2, "heads": 2, "kv_heads": 2, "ffn": 32, "length": 64},
        "lora": {"rank": 2},
        "train": {"pretrain_steps": 6, "finetune_steps": 6, "batch": 8, "log_every": 1},
        "optimizer": {"lr": 0.01, "warmup": 2},
        "eval": {"subtasks": ["color"]},
        "torch": {
            "data": str(scenes), "precision": "fp32", "workers": 0, "micro_batch": 4, "zero": 0, "checkpoint_steps": 3,
            **torch_settings,
        },
    }  # fmt: skip
