"""What the model says: greedy or beam search with a key-value cache, and likelihoods of given answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import torch
from torch.nn import functional as F

from ..data.tokens import Turn
from ..model import IMAGE, VisionLanguageModel


class Answerer:
    """A model in evaluation mode with its tokenizer."""

    def __init__(self, model: VisionLanguageModel, tokenizer, image_tokens: int, device: torch.device) -> None:
        self.model, self.tokenizer = model.eval(), tokenizer
        self.image_tokens, self.device = image_tokens, device

    @torch.inference_mode()
    def say(self, questions: list[tuple[torch.Tensor, str]], longest: int, beams: int = 1) -> list[str]:
        """The answers to questions about images; each a pair of pixels and text."""
        prompts = [self._prompt(text) for _, text in questions]
        tokens, attention = self._padded(prompts)
        embeddings = self.model.embed(tokens, self._pixels(questions))
        said = self.model.language.generate(
            inputs_embeds=embeddings,
            attention_mask=attention,
            max_new_tokens=longest,
            num_beams=beams,
            do_sample=False,
            use_cache=True,
            eos_token_id=self.tokenizer.end,
            pad_token_id=self.tokenizer.padding,
        )
        return [self.tokenizer.decode(self._until_end(row.tolist())) for row in said]

    @torch.inference_mode()
    def log_likelihoods(self, pixels: torch.Tensor, question: str, options: list[str]) -> list[float]:
        """The sum of log probabilities of each option's tokens and its end, after one question."""
        prompt = self._prompt(question)
        answers = [[*self.tokenizer.encode(option), self.tokenizer.end] for option in options]
        tokens, attention = self._padded([prompt + answer for answer in answers])
        embeddings = self.model.embed(tokens, self._pixels([(pixels, "")]))
        logits = self.model.language(inputs_embeds=embeddings, attention_mask=attention).logits.float()
        return [self._sum(row, answer) for row, answer in zip(F.log_softmax(logits, -1), answers)]

    @staticmethod
    def _sum(row: torch.Tensor, answer: list[int]) -> float:
        # Padded on the left, so the answer stands at the end; position i - 1 predicts position i.
        own = row[-len(answer) - 1 : -1]
        return float(own.gather(1, torch.tensor(answer, device=row.device).unsqueeze(1)).sum())

    def _prompt(self, question: str) -> list[int]:
        encoded = self.tokenizer.conversation([Turn(True, f"<image>\n{question}")])
        place = encoded.tokens.index(IMAGE)
        return encoded.tokens[:place] + [IMAGE] * self.image_tokens + encoded.tokens[place + 1 :]

    def _padded(self, rows: list[list[int]]) -> tuple[torch.Tensor, torch.Tensor]:
        length = max(map(len, rows))
        tokens = torch.full((len(rows), length), self.tokenizer.padding)
        attention = torch.zeros((len(rows), length), dtype=torch.long)
        for index, row in enumerate(rows):
            tokens[index, length - len(row) :] = torch.tensor(row)
            attention[index, length - len(row) :] = 1
        return tokens.to(self.device), attention.to(self.device)

    def _pixels(self, questions: list[tuple[torch.Tensor, str]]) -> torch.Tensor:
        return torch.stack([pixels for pixels, _ in questions]).to(self.device)

    def _until_end(self, tokens: list[int]) -> list[int]:
        return tokens[: tokens.index(self.tokenizer.end)] if self.tokenizer.end in tokens else tokens


def batches(items: Iterable, size: int) -> Iterator[list]:
    """The items in lists of at most `size`."""
    group: list = []
    for item in items:
        group.append(item)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group
