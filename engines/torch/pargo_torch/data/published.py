"""The fine-tuning sets in the layouts that their makers publish, turned into conversations with the templates.

Each reader takes the set's folder and gives samples; what it expects to lie there is said in its first line.
"""

from __future__ import annotations

import io
import json
import pickle
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from ..errors import UserError
from .conversations import Sample, read
from .recipe import CHOICE, DESCRIBE, LOCATE, VERIFY, VQA
from .tokens import Turn

LETTERS = "ABCDEFGHIJ"
TURNS = 10
"""Most questions about one image in a conversation."""


def vqav2(folder: Path) -> Iterator[Sample]:
    """v2_OpenEnded_mscoco_train2014_questions.json, v2_mscoco_train2014_annotations.json, train2014/."""
    answers = {
        entry["question_id"]: entry["multiple_choice_answer"]
        for entry in _json(folder / "v2_mscoco_train2014_annotations.json")["annotations"]
    }
    by_image: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for entry in _json(folder / "v2_OpenEnded_mscoco_train2014_questions.json")["questions"]:
        by_image[entry["image_id"]].append((VQA.format(question=entry["question"]), answers[entry["question_id"]]))
    for image, pairs in by_image.items():
        yield from _packed(f"vqav2-{image}", folder / f"train2014/COCO_train2014_{image:012d}.jpg", pairs)


def gqa(folder: Path) -> Iterator[Sample]:
    """train_balanced_questions.json, images/."""
    by_image: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for entry in _json(folder / "train_balanced_questions.json").values():
        by_image[entry["imageId"]].append((VQA.format(question=entry["question"]), entry["answer"]))
    for image, pairs in by_image.items():
        yield from _packed(f"gqa-{image}", folder / f"images/{_name(image)}.jpg", pairs)


def ocrvqa(folder: Path) -> Iterator[Sample]:
    """dataset.json, images/; split 1 is for training."""
    for key, entry in _json(folder / "dataset.json").items():
        if entry["split"] == 1:
            pairs = [(VQA.format(question=q), a) for q, a in zip(entry["questions"], entry["answers"])]
            yield from _packed(f"ocrvqa-{key}", folder / f"images/{_name(key)}.jpg", pairs)


def vsr(folder: Path) -> Iterator[Sample]:
    """train.jsonl, images/."""
    for number, line in enumerate(_text(folder / "train.jsonl").splitlines()):
        entry = json.loads(line)
        question = VERIFY.format(question=f"Is this true of the image: {entry['caption']}")
        answer = "Yes" if entry["label"] else "No"
        yield from _packed(f"vsr-{number}", folder / "images" / _name(entry["image"]), [(question, answer)])


def scienceqa(folder: Path) -> Iterator[Sample]:
    """problems.json, images/train/ID/image.png; problems without an image are left out."""
    for key, entry in _json(folder / "problems.json").items():
        if entry["split"] == "train" and entry.get("image"):
            question = entry["question"] + (f"\nContext: {entry['hint']}" if entry.get("hint") else "")
            pair = _choice(question, entry["choices"], entry["answer"])
            yield from _packed(f"scienceqa-{key}", folder / "images/train" / _name(key) / _name(entry["image"]), [pair])


def aokvqa(folder: Path) -> Iterator[Sample]:
    """aokvqa_v1p0_train.json, train2017/."""
    for entry in _json(folder / "aokvqa_v1p0_train.json"):
        pair = _choice(entry["question"], entry["choices"], entry["correct_choice_idx"])
        image = folder / f"train2017/{entry['image_id']:012d}.jpg"
        yield from _packed(f"aokvqa-{entry['question_id']}", image, [pair])


def refcoco(folder: Path) -> Iterator[Sample]:
    """refs(unc).p, instances.json, train2014/."""
    instances = _json(folder / "instances.json")
    sizes = {image["id"]: (image["width"], image["height"], image["file_name"]) for image in instances["images"]}
    boxes = {annotation["id"]: annotation["bbox"] for annotation in instances["annotations"]}
    by_image: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for reference in _plain_pickle(folder / "refs(unc).p"):
        if reference["split"] != "train":
            continue
        width, height, _ = sizes[reference["image_id"]]
        box = _box(*boxes[reference["ann_id"]], width, height)
        for sentence in reference["sentences"]:
            by_image[reference["image_id"]] += _region(sentence["sent"], box)
    for image, pairs in by_image.items():
        yield from _packed(f"refcoco-{image}", folder / "train2014" / _name(sizes[image][2]), pairs)


def visual_genome(folder: Path) -> Iterator[Sample]:
    """region_descriptions.json, image_data.json, VG_100K/ and VG_100K_2/."""
    sizes = {image["image_id"]: (image["width"], image["height"]) for image in _json(folder / "image_data.json")}
    for entry in _json(folder / "region_descriptions.json"):
        image = entry["id"]
        pairs = []
        for region in entry["regions"]:
            box = _box(region["x"], region["y"], region["width"], region["height"], *sizes[image])
            pairs += _region(region["phrase"], box)
        first = folder / f"VG_100K/{image}.jpg"
        yield from _packed(f"vg-{image}", first if first.exists() else folder / f"VG_100K_2/{image}.jpg", pairs)


def llava(folder: Path) -> Iterator[Sample]:
    """llava_instruct_150k.json, train2017/."""
    yield from read(folder / "llava_instruct_150k.json", folder / "train2017")


READERS: dict[str, Callable[[Path], Iterable[Sample]]] = {
    "vqav2": vqav2, "gqa": gqa, "ocrvqa": ocrvqa, "vsr": vsr, "scienceqa": scienceqa, "aokvqa": aokvqa,
    "refcoco": refcoco, "vg": visual_genome, "llava": llava,
}  # fmt: skip
"""By the name of the set's folder."""


def samples(folder: Path) -> list[Sample]:
    """All samples of a set, by its folder's name; a `conversations.json` in it comes before the published files.

    Raises `UserError` for a file that is missing or not as published.
    """
    if (folder / "conversations.json").exists():
        return read(folder / "conversations.json", folder)
    try:
        found = list(READERS[folder.name](folder))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as problem:
        raise UserError(f"{folder} is not as its makers publish it: {type(problem).__name__} {problem}.") from None
    if not found:
        raise UserError(f"{folder} has no sample with an image: nothing could be learned from it.")
    return found


def _packed(name: str, image: Path, pairs: list[tuple[str, str]]) -> Iterator[Sample]:
    """Conversations of at most `TURNS` questions, none asked twice."""
    unique = list(dict.fromkeys(pairs))
    for start in range(0, len(unique), TURNS):
        turns = []
        for question, answer in unique[start : start + TURNS]:
            turns += [Turn(True, question if turns else f"<image>\n{question}"), Turn(False, str(answer))]
        yield Sample(f"{name}-{start}", image, turns)


def _choice(question: str, options: list[str], answer: int) -> tuple[str, str]:
    lines = "\n".join(f"{LETTERS[place]}. {option}" for place, option in enumerate(options))
    return CHOICE.format(question=question, options=lines), LETTERS[answer]


def _region(phrase: str, box: str) -> list[tuple[str, str]]:
    return [(LOCATE.format(phrase=phrase), box), (DESCRIBE.format(box=box), phrase)]


def _box(x: float, y: float, width: float, height: float, image_width: float, image_height: float) -> str:
    """Left, top, right, bottom as parts of the image's sides, three decimals."""
    corners = (x / image_width, y / image_height, (x + width) / image_width, (y + height) / image_height)
    return "[" + ", ".join(f"{min(max(value, 0), 1):.3f}" for value in corners) + "]"


def _name(text: Any) -> str:
    """A file name from data, which may not lead anywhere else."""
    if Path(str(text)).name != str(text):
        raise UserError(f"the data set names the file '{text}', which leads out of its folder.")
    return str(text)


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError as problem:
        raise UserError(f"{path} cannot be read: {problem.strerror}.") from None


def _json(path: Path) -> Any:
    try:
        return json.loads(_text(path))
    except ValueError as problem:
        raise UserError(f"{path} is no JSON: {problem}.") from None


class _PlainUnpickler(pickle.Unpickler):
    """Lists, dictionaries, texts and numbers only: a pickle can otherwise run any program."""

    def find_class(self, module: str, name: str) -> Any:
        raise UserError(f"the pickle asks for {module}.{name}; a list of plain values is expected. It was not read.")


def _plain_pickle(path: Path) -> Any:
    try:
        return _PlainUnpickler(io.BytesIO(path.read_bytes())).load()
    except OSError as problem:
        raise UserError(f"{path} cannot be read: {problem.strerror}.") from None
    except (pickle.UnpicklingError, EOFError, ValueError) as problem:
        raise UserError(f"{path} is damaged: {problem}.") from None
