"""From conversations to token sequences, for the scenes' word list and for a Hugging Face tokenizer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch

from ..errors import UserError
from ..language import check_name
from ..model import IGNORED, IMAGE, Batch

VICUNA = (
    "A chat between a curious user and an artificial intelligence assistant. "
    "The assistant gives helpful, detailed, and polite answers to the user's questions."
)
"""The system sentence of the released evaluation code's prompt."""


@dataclass(frozen=True)
class Turn:
    """One thing said."""

    is_human: bool
    text: str


@dataclass(frozen=True)
class Encoded:
    """A sequence's tokens, `IMAGE` once where the image goes, and its labels."""

    tokens: list[int]
    labels: list[int]


class WordTokenizer:
    """The scenes' own: a word a number, as `vocabulary.txt` lists them. The same rules as the Swift engine's."""

    def __init__(self, path: Path) -> None:
        try:
            words = path.read_text().splitlines()
        except OSError as problem:
            raise UserError(f"{path} cannot be read: {problem.strerror}. `pargo-run data` writes it.") from None
        self.words = words
        self.numbers = {word: number for number, word in enumerate(words)}
        missing = [word for word in ("<pad>", "<s>", "</s>", "<unk>", "user:", "assistant:") if word not in self.numbers]
        if missing:
            raise UserError(
                f"{path} lacks {', '.join(missing)}: it is no vocabulary of the scenes. Name the folder that "
                "`pargo-run data` wrote, or set torch.llm to take a model's own tokenizer."
            )
        self.padding, self.begin, self.end = (self.numbers[word] for word in ("<pad>", "<s>", "</s>"))

    def __len__(self) -> int:
        return len(self.words)

    def encode(self, text: str) -> list[int]:
        """Split at white space, lower case, punctuation split off."""
        unknown = self.numbers["<unk>"]
        result = []
        for piece in text.lower().split():
            if piece not in self.numbers and len(piece) > 1 and piece[-1] in ".,?:":
                result += [self.numbers.get(piece[:-1], unknown), self.numbers.get(piece[-1], unknown)]
            else:
                result.append(self.numbers.get(piece, unknown))
        return result

    def decode(self, tokens: list[int]) -> str:
        """The words of these numbers, with spaces between."""
        return " ".join(self.words[token] for token in tokens if token not in (self.padding, self.begin, self.end))

    def conversation(self, turns: list[Turn]) -> Encoded:
        """`<s>`, the image, then `user: … assistant:` and answers; only answers and their ends are learned."""
        tokens, labels = [self.begin, IMAGE], [IGNORED, IGNORED]
        for turn in turns:
            if turn.is_human:
                words = self.encode(turn.text.replace("<image>", " "))
                asked = [self.numbers["user:"], *words, self.numbers["assistant:"]] if words else []
                tokens += asked
                labels += [IGNORED] * len(asked)
            else:
                said = [*self.encode(turn.text), self.end]
                tokens += said
                labels += said
        return Encoded(tokens, labels)


class ModelTokenizer:
    """A Hugging Face tokenizer with the prompt of the released code: Vicuna's sentence, ` USER: `, ` ASSISTANT: `.

    A conversation whose only question is the image itself is a caption: `<s>`, image, caption, as in stage 1.
    """

    def __init__(self, name: str) -> None:
        from transformers import AutoTokenizer

        check_name(name)
        try:
            self.tokenizer = AutoTokenizer.from_pretrained(name)
        except (OSError, ValueError, KeyError) as problem:
            first = str(problem).strip().splitlines()[0]
            raise UserError(f"torch.llm '{name}' has no tokenizer that can be loaded: {first}") from None
        self.begin = self.tokenizer.bos_token_id
        self.end = self.tokenizer.eos_token_id
        if self.end is None:
            raise UserError(f"the tokenizer of '{name}' has no end token, so answers could not end: take the model's own.")
        if "yes" not in self.decode(self.encode("Answer: yes")).lower():
            raise UserError(
                f"the tokenizer of '{name}' does not give back the words that it is given: its files are incomplete, or "
                "of another model. Fetch the model's own again."
            )
        pad = self.tokenizer.pad_token_id
        self.padding = self.end if pad is None else pad

    def __len__(self) -> int:
        return len(self.tokenizer)

    def encode(self, text: str) -> list[int]:
        """A text's tokens without special ones."""
        return self.tokenizer.encode(text, add_special_tokens=False)

    def decode(self, tokens: list[int]) -> str:
        """The text, special tokens left out."""
        return self.tokenizer.decode(tokens, skip_special_tokens=True).strip()

    def conversation(self, turns: list[Turn]) -> Encoded:
        """The prompt around the image and the turns; only answers and their ends are learned."""
        tokens = [] if self.begin is None else [self.begin]
        is_caption = not any(turn.is_human and turn.text.replace("<image>", "").strip() for turn in turns)
        if is_caption:
            tokens += [IMAGE]
        else:
            tokens += [*self.encode(f"{VICUNA} USER: <Img>"), IMAGE, *self.encode("</Img> ")]
        labels = [IGNORED] * len(tokens)
        for index, turn in enumerate(turns):
            if turn.is_human:
                text = turn.text.replace("<image>", "").strip()
                asked = [] if is_caption else self.encode(f"{'' if index == 0 else ' USER: '}{text}\nASSISTANT: ")
                tokens += asked
                labels += [IGNORED] * len(asked)
            else:
                said = [*self.encode(turn.text), self.end]
                tokens += said
                labels += said
        return Encoded(tokens, labels)


def collate(samples: list[tuple[torch.Tensor, Encoded]], image_tokens: int, padding: int, longest: int) -> Batch:
    """Pixels and sequences of one batch; each `IMAGE` becomes `image_tokens` of them, the rest is padded on the right.

    A sequence beyond `longest` is cut at its end, never inside the image.
    """
    rows = [_expand(encoded, image_tokens, longest) for _, encoded in samples]
    length = max(len(tokens) for tokens, _ in rows)
    tokens = torch.full((len(rows), length), padding)
    labels = torch.full((len(rows), length), IGNORED)
    attention = torch.zeros((len(rows), length), dtype=torch.bool)
    for row, (own_tokens, own_labels) in enumerate(rows):
        tokens[row, : len(own_tokens)] = torch.tensor(own_tokens)
        labels[row, : len(own_labels)] = torch.tensor(own_labels)
        attention[row, : len(own_tokens)] = True
    return Batch(torch.stack([pixels for pixels, _ in samples]), tokens, labels, attention)


def _expand(encoded: Encoded, image_tokens: int, longest: int) -> tuple[list[int], list[int]]:
    place = encoded.tokens.index(IMAGE)
    if place + image_tokens > longest:
        raise UserError(
            f"llm.length is {longest}, too short for {place} tokens of prompt and {image_tokens} of the image."
        )
    tokens = encoded.tokens[:place] + [IMAGE] * image_tokens + encoded.tokens[place + 1 :]
    labels = encoded.labels[:place] + [IGNORED] * image_tokens + encoded.labels[place + 1 :]
    return tokens[:longest], labels[:longest]
