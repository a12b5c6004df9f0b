"""What a configuration trains on and asks: where its data, its frozen weights and its questions are."""

from __future__ import annotations

from pathlib import Path

from . import weights
from .configuration import Configuration
from .data import conversations
from .data.source import Files, Source, paper
from .data.tokens import ModelTokenizer, WordTokenizer
from .errors import UserError
from .model import VisionLanguageModel


class Material:
    """The lab's generated scenes, or a folder laid out like them, or one with the paper's data sets.

    Like the scenes: `captions.json`, `questions.json`, `images/`. Either way MME's folder is `mme/`.
    """

    def __init__(self, configuration: Configuration, scenes: Path | None, backbone: Path | None) -> None:
        self.configuration, self.backbone = configuration, backbone
        folder = configuration.torch.data or configuration.data.folder or scenes
        if not folder:
            raise UserError(
                "there is no data: set torch.data or data.folder to a folder, or name the lab's scenes with --scenes "
                "(`pargo-run data --run DIR` writes them and says where)."
            )
        self.folder = Path(folder)
        if not self.folder.is_dir():
            raise UserError(f"{self.folder} is no folder: `pargo-torch data check {self.folder}` says what belongs there.")
        name = configuration.torch.llm
        self.tokenizer = ModelTokenizer(name) if name else WordTokenizer(self.folder / "vocabulary.txt")

    def source(self, stage: int) -> Source:
        """The samples of a stage: of the scenes' one file, or of the paper's data sets by weight."""
        data = self.configuration.data
        file = self.folder / (data.captions if stage == 1 else data.questions)
        if file.exists():
            sets, shares = [Files(conversations.read(file, self.folder))], [1.0]
        else:
            sets, shares = paper(self.folder, stage, self.configuration.data.detailed)
        return Source(sets, shares, self.tokenizer, self.configuration, f"stage {stage}")

    def model(self, with_lora: bool) -> VisionLanguageModel:
        """Frozen parts with their weights, a fresh projector, and updates where asked for."""
        import torch

        torch.manual_seed(self.configuration.seed)
        model = VisionLanguageModel(self.configuration, len(self.tokenizer), with_lora)
        if self.backbone:
            self._load_backbone(model)
        if self.configuration.torch.vision:
            self._load_vision(model)
        return model

    def _load_backbone(self, model: VisionLanguageModel) -> None:
        """The lab's own small encoder and language model, from one file."""
        tensors = weights.read(self.backbone)
        vision = {name: tensor for name, tensor in tensors.items() if name.startswith(("visual_encoder.", "ln_vision."))}
        source = str(self.backbone)
        # timm's tower ends with a norm that ParGo leaves out; no file of ours has it.
        weights.load(model.vision, weights.vision_names(vision), source, optional=("visual_encoder.norm.",))
        base = model.language.get_base_model() if hasattr(model.language, "peft_config") else model.language
        language = {name: tensor for name, tensor in tensors.items() if name not in vision}
        own = {name.replace(".base_layer.", "."): parameter for name, parameter in base.named_parameters()}
        missing = [name for name in own if name not in language and ".lora_" not in name]
        if missing:
            raise UserError(f"{source}: {missing[0]} is missing: the backbone belongs to another configuration.")
        weights.copy(own, language, source)

    def _load_vision(self, model: VisionLanguageModel) -> None:
        """A pre-trained encoder: a file's, or what timm fetches by name."""
        name = self.configuration.torch.vision
        path = Path(name)
        if path.exists():
            renamed = weights.vision_names(weights.read(path))
        else:
            import timm

            try:
                tower = timm.create_model(name, pretrained=True, img_size=self.configuration.vision.image)
            except Exception as problem:  # timm and its hub raise many kinds
                raise UserError(
                    f"torch.vision '{name}' is neither a file nor a model that timm can load here: {problem}"
                ) from None
            renamed = {f"visual_encoder.{key}": tensor for key, tensor in tower.state_dict().items()}
        optional = ("visual_encoder.norm.", "ln_vision.")
        print(f"vision encoder from {name}: {weights.load(model.vision, renamed, name, optional)}")
