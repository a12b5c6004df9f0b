"""The paper's data sets: where each lies below the data folder, how it is read, how it is asked, how to get it.

Names and stages are those of the paper's reproducibility card. Templates and sampling weights of stage 2 are those of
Honeybee's public configuration (Cha and others 2023), which the paper cites for its templates; they are no figures of the
ParGo paper, and a data folder's own `weights.json` (name to weight) replaces them. Those of stage 1 are ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path


class Form(Enum):
    """How a data set lies on disk."""

    SHARDS = "tar shards of image and caption"
    PUBLISHED = "the makers' own files and images"


@dataclass(frozen=True)
class DataSet:
    """One of them. `weight` is its share of the stage's samples, before the shares are scaled to sum to 1."""

    name: str
    stage: int
    form: Form
    folder: str
    weight: float
    get: str

    @property
    def is_detailed(self) -> bool:
        """Whether its captions are detailed ones."""
        return self.folder == "pretrain/detailed"

    def share(self, detailed: float, coarse: float) -> float:
        """Of stage 1's samples, when `detailed` of them have detailed captions; `coarse`: the other sets' weights together."""
        return detailed if self.is_detailed else (1 - detailed) * self.weight / coarse

    def exists(self, root: Path) -> bool:
        """Whether its folder is there."""
        return (root / self.folder).is_dir()


ALL = (
    DataSet("CC-3M", 1, Form.SHARDS, "pretrain/cc3m", 0.3, "img2dataset with Google's Conceptual Captions TSV, output format webdataset"),
    DataSet("SBU", 1, Form.SHARDS, "pretrain/sbu", 0.1, "img2dataset with the SBU Captioned Photo list, output format webdataset"),
    DataSet("LAION-400M", 1, Form.SHARDS, "pretrain/laion", 0.35, "img2dataset with the LAION-400M metadata, output format webdataset"),
    DataSet("detailed captions", 1, Form.SHARDS, "pretrain/detailed", 0.25, "ParGoCap-1M-PT is not public: any detailed captions of LAION images, in the same form"),
    DataSet("VQAv2", 2, Form.PUBLISHED, "finetune/vqav2", 0.103, "visualqa.org, train split, with COCO train2014 images"),
    DataSet("GQA", 2, Form.PUBLISHED, "finetune/gqa", 0.103, "the GQA site of Stanford, balanced train questions and images"),
    DataSet("OCRVQA", 2, Form.PUBLISHED, "finetune/ocrvqa", 0.051, "ocr-vqa.github.io, with its image loader"),
    DataSet("VSR", 2, Form.PUBLISHED, "finetune/vsr", 0.026, "the VSR repository of Cambridge's language lab, random split, COCO images"),
    DataSet("ScienceQA", 2, Form.PUBLISHED, "finetune/scienceqa", 0.051, "scienceqa.github.io, train split with images"),
    DataSet("A-OKVQA", 2, Form.PUBLISHED, "finetune/aokvqa", 0.103, "AllenAI's A-OKVQA, train split, COCO train2017 images"),
    DataSet("RefCOCO", 2, Form.PUBLISHED, "finetune/refcoco", 0.309, "the refer repository's RefCOCO files, COCO train2014 images"),
    DataSet("VG", 2, Form.PUBLISHED, "finetune/vg", 0.051, "the Visual Genome site, region descriptions and both image parts"),
    DataSet("LLaVA-150k", 2, Form.PUBLISHED, "finetune/llava", 0.103, "LLaVA-Instruct-150K, with COCO train2017 images"),
)  # fmt: skip

BENCHMARKS = (
    ("MME", "mme", "its makers send it on request; question files as SUBTASK.txt, images as images/SUBTASK/NAME"),
    ("MMBench", "mmbench", "the OpenCompass site, the TSV of the English dev split, which has the answers"),
    ("SEED-Bench", "seed", "AILab-CVPR's SEED-Bench: SEED-Bench.json, and its images unpacked into SEED-Bench-image/"),
)
"""Name, folder below the data folder, and how to get it."""

VQA = "Answer the question using a single word or phrase. {question}"
CHOICE = "Answer with the option's letter from the given choices directly. {question}\nThere are several options:\n{options}"
VERIFY = "Answer the question using a single word or phrase. {question} Please answer yes or no."
LOCATE = "Provide the bounding box coordinate of the region this sentence describes. {phrase}"
DESCRIBE = "Provide a short description for this region. {box}"
"""How each kind of task is asked."""
