"""`pargo-run` and `pargo-torch`, asked with the same flags about the same files: forward and gradients of every projector.

Needs the built `pargo-run`: in the folder that PARGO_LAB_PROGRAMS names, or .build/release. The Swift engine beside timm,
transformers and peft themselves: benchmarks/parity/run.
"""

import json
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from pargo_torch.__main__ import parser
from pargo_torch.configuration import Configuration
from pargo_torch.model import VisionLanguageModel
from pargo_torch.parts import Part
from pargo_torch import projectors

PROGRAMS = Path(os.environ.get("PARGO_LAB_PROGRAMS", Path(__file__).resolve().parents[3] / ".build/release"))
PARGO_RUN = PROGRAMS / "pargo-run"

VISION = {"image": 36, "patch": 6, "width": 32, "depth": 2, "heads": 4, "ffn": 80}
LLM = {"width": 40, "depth": 2, "heads": 4, "kv_heads": 2, "ffn": 72, "vocab": 50, "length": 128}
PROJECTOR = {"depth": 3, "hidden": 48, "heads": 4, "ffn": 96, "partial_tokens": 12, "global_tokens": 4}
SMALL_DATA = {"objects": 2, "turns": 1}

KINDS = {
    "released masks": {},
    "a cascade that doubles": {"perception": "cascaded"},
    "a cascade of its own": {"perception": "cascaded", "cascade_widths": [1, 3, 12]},
    "partial tokens alone": {"global_tokens": 0, "partial_tokens": 36},
    "global tokens alone": {"partial_tokens": 0},
    "a plain query former": {"kind": "qformer"},
    "linear": {"kind": "linear", "partial_tokens": 9, "global_tokens": 0},
    "mlp": {"kind": "mlp", "partial_tokens": 12, "global_tokens": 0},
    "resampler": {"kind": "resampler"},
    "c_abstractor": {"kind": "c_abstractor", "hidden": 40},
}


def spread(module: torch.nn.Module) -> torch.nn.Module:
    """Random weights that leave no norm at one, no bias at zero and no gradient tiny."""
    with torch.no_grad():
        for parameter in module.parameters():
            scale = 0.2 if parameter.ndim < 2 else parameter[0].numel() ** -0.5
            parameter.copy_(torch.randn_like(parameter) * scale + (1 if parameter.ndim < 2 else 0))
    return module.eval()


@unittest.skipUnless(PARGO_RUN.exists(), f"{PARGO_RUN} is not built: scripts/build builds it")
class ParityTests(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        torch.manual_seed(11)
        self.worst = {"forward": 0.0, "gradients": 0.0}

    def tearDown(self):
        print(f"{self.id().rsplit('.')[-1]}: worst {self.worst}")
        shutil.rmtree(self.folder)

    def ask(self, command: str, part: str, *weights: Path) -> tuple[dict, dict]:
        """What each engine writes: the Swift one's, then this one's."""
        results = []
        for engine in ("swift", "torch"):
            out = self.folder / f"{engine}-{command}.safetensors"
            flags = [command, "--part", part, "--config", self.folder / "config.json", "--weights", *weights]
            flags += ["--inputs", self.folder / "inputs.safetensors", "--outputs", out]
            words = list(map(str, flags))
            if engine == "swift":
                done = subprocess.run([PARGO_RUN, *words], capture_output=True, text=True)
                self.assertEqual(done.returncode, 0, done.stderr)
            else:
                arguments = parser().parse_args(words)
                self.assertEqual(arguments.command(arguments), 0)
            results.append(load_file(out))
        return results[0], results[1]

    def assertAgree(self, part: str, *weights: Path) -> None:
        """1e-4 between outputs, 1e-3 of each gradient's largest value.

        A key's bias moves all scores of a query alike, so its gradient is zero but for rounding: what is smaller than a
        thousandth of the largest gradient is measured by that.
        """
        for command, bound in (("forward", 1e-4), ("gradients", 1e-3)):
            ours, theirs = self.ask(command, part, *weights)
            self.assertEqual(ours.keys(), theirs.keys(), command)
            most = max(float(tensor.abs().max()) for tensor in theirs.values())
            self.assertGreater(most, 0.1, f"{command} says nothing")
            for name, tensor in ours.items():
                self.assertEqual(tensor.shape, theirs[name].shape, f"{command} {name}")
                unit = 1.0 if command == "forward" else max(float(theirs[name].abs().max()), 1e-3 * most)
                difference = float((tensor - theirs[name]).abs().max()) / unit
                self.assertLess(difference, bound, f"{command} {name}")
                self.worst[command] = max(self.worst[command], difference)

    def configure(self, **sections) -> Configuration:
        given = {"vision": VISION, "llm": LLM, "projector": PROJECTOR, "data": SMALL_DATA, "lora": {"rank": 0}} | sections
        (self.folder / "config.json").write_text(json.dumps(given))
        configuration = Configuration.resolve(given)
        configuration.torch.precision, configuration.torch.recompute = "fp32", False
        return configuration

    def give(self, **tensors: torch.Tensor) -> None:
        save_file(tensors, str(self.folder / "inputs.safetensors"))

    def test_the_schemas_keys_are_the_same(self):
        update = Path(__file__).resolve().parents[1] / "update-schema"
        done = subprocess.run([update, "--check", PARGO_RUN])
        self.assertEqual(done.returncode, 0, "pargo-run schema has changed: run engines/torch/update-schema")

    def test_every_projector_in_every_mode(self):
        for name, changes in KINDS.items():
            with self.subTest(name):
                configuration = self.configure(projector=PROJECTOR | changes)
                module = spread(projectors.make(configuration, VISION["width"], LLM["width"]))
                weights = self.folder / "projector.safetensors"
                save_file({key: tensor.detach().contiguous() for key, tensor in module.named_parameters()}, str(weights))
                visual = torch.randn(2, configuration.visual_tokens, VISION["width"])
                self.give(visual=visual, cotangent=torch.randn(2, configuration.image_tokens, LLM["width"]))
                self.assertAgree("projector", weights)

    def test_the_whole_model_with_updates_and_its_loss(self):
        lora = {"rank": 4, "alpha": 8.0, "targets": ["q_proj", "v_proj", "down_proj"]}
        configuration = self.configure(lora=lora)
        holder = object.__new__(Part)
        holder.name, holder.module = "model", spread(VisionLanguageModel(configuration, LLM["vocab"], with_lora=True))
        named = {name: tensor.detach().contiguous() for name, tensor in holder._named().items() if not name.startswith("visual_encoder.norm.")}
        # In two files, as a frozen base and what was trained beside it are.
        trained = {name: tensor for name, tensor in named.items() if ".lora_" in name or name.startswith(("ParGo.", "query_", "llm_proj."))}
        files = [self.folder / "base.safetensors", self.folder / "trained.safetensors"]
        save_file({name: tensor for name, tensor in named.items() if name not in trained}, str(files[0]))
        save_file(trained, str(files[1]))
        ids = torch.randint(3, LLM["vocab"], (2, 9))
        labels = torch.full((2, 9 + configuration.image_tokens), -100)
        labels[:, -5:] = ids[:, -5:]
        self.give(pixels=torch.randn(2, 3, VISION["image"], VISION["image"]), input_ids=ids, labels=labels)
        self.assertAgree("model", *files)


if __name__ == "__main__":
    unittest.main()
