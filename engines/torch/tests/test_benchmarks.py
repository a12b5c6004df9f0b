"""MMBench and SEED-Bench, from files as they are published to scores."""

import base64
import json
import shutil
import tempfile
import unittest
from pathlib import Path
from types import SimpleNamespace

import torch

from pargo_torch.configuration import Configuration
from pargo_torch.errors import UserError
from pargo_torch.evaluation import choices, suites
from pargo_torch.evaluation.sharing import Sharing
from pargo_torch.training.cluster import Place

from .test_data import picture

COLORS = ("red", "green", "blue", "white")


class Oracle:
    """Answers as a function of the prompt says, whatever the image."""

    def __init__(self, answer) -> None:
        self.answer, self.asked = answer, []

    def say(self, asked, longest, beams):
        self.asked += [text for _, text in asked]
        return [self.answer(text) for _, text in asked]

    def log_likelihoods(self, pixels, question, options):
        assert pixels.shape == (3, 8, 8)
        return [-1.0 if option == self.answer(question) else -2.0 for option in options]


def letter_of(color: str):
    """The letter that stands before a colour in the prompt."""
    return lambda text: next(line[0] for line in text.splitlines() if line.endswith(f". {color}"))


class BenchmarkTests(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.configuration = Configuration.resolve({"vision": {"image": 8, "patch": 4, "heads": 2}, "eval": {"batch": 3}})

    def tearDown(self):
        shutil.rmtree(self.folder)

    def ask(self, name: str, oracle: Oracle, seed_by: str = "generation") -> suites.Result:
        arguments = SimpleNamespace(longest=4, beams=1, seed_by=seed_by)
        return suites.SUITES[name](self.folder, self.configuration, arguments).ask(oracle, Sharing(Place()))

    def mmbench(self, rows: list[list[str]]) -> None:
        head = ["index", "question", "hint", "A", "B", "C", "D", "answer", "category", "image"]
        (self.folder / "mmbench").mkdir(exist_ok=True)
        lines = ["\t".join(row) for row in (head, *rows)]
        (self.folder / "mmbench/dev.tsv").write_text("\n".join(lines) + "\n")

    def test_a_question_of_mmbench_counts_when_every_rotation_is_right(self):
        image = base64.b64encode(picture()).decode()
        self.mmbench(
            [
                ["5", "Which colour?", "It is a bar.", *COLORS, "A", "attribute", image],
                ["6", "Which one?", "nan", "red", "blue", "", "nan", "B", "logic", "5"],
                ["1000005", "Which colour?", "It is a bar.", *COLORS[1:], "red", "D", "attribute", image],
            ]
        )
        oracle = Oracle(letter_of("red"))
        result = self.ask("mmbench", oracle)
        self.assertEqual(len(oracle.asked), 6, "four rotations and two; the copy in the file is none of its own")
        self.assertIn("Which colour?\nContext: It is a bar.\nThere are several options:\nA. green\nB. blue", oracle.asked[1])
        self.assertEqual([item["passes"] for item in result.items], [["A", "D", "C", "B"], ["A", "B"]])
        self.assertEqual([(item["item"], item["answer"], item["right"]) for item in result.items], [("5", "A", True), ("6", "A", False)])
        self.assertEqual(result.metrics["eval/mmbench"], 50)
        self.assertEqual((result.metrics["eval/mmbench.attribute"], result.metrics["eval/mmbench.logic"]), (100, 0))
        always = self.ask("mmbench", Oracle(lambda text: "A")).metrics
        self.assertEqual((always["eval/mmbench"], always["eval/mmbench.first_pass"]), (0, 50))

    def test_what_is_no_file_of_mmbench_is_refused(self):
        image = base64.b64encode(picture()).decode()
        for row, words in [
            (["1", "?", "", *COLORS, "E", "c", image], "dev.tsv:2: no question of MMBench"),
            (["1", "?", "", *COLORS, "A", "c", "no base 64"], "dev.tsv:2: no question of MMBench"),
            (["1", "?", "", "red", "", "", "", "B", "c", image], "the answer B is not among 1 options"),
        ]:
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self.mmbench([row])
                self.ask("mmbench", Oracle(str))
        shutil.rmtree(self.folder / "mmbench")
        with self.assertRaisesRegex(UserError, r"must hold one \*.tsv, the split to be asked, and holds none"):
            self.ask("mmbench", Oracle(str))

    def seed(self) -> None:
        (self.folder / "seed/SEED-Bench-image").mkdir(parents=True)
        questions = []
        for number, (kind, answer) in enumerate([(1, "A"), (1, "C"), (9, "B"), (10, "A")]):
            options = {f"choice_{letter}": color for letter, color in zip("abcd", COLORS)}
            entry = {"question_id": str(number), "question_type_id": kind, "data_id": f"cc3m/{number}", "question": "Which?"}
            questions.append(entry | options | {"answer": answer})
            (self.folder / f"seed/SEED-Bench-image/{number}").write_bytes(picture())
        names = {"Scene Understanding": 1, "Text Understanding": 9, "Action Recognition": 10}
        (self.folder / "seed/SEED-Bench.json").write_text(json.dumps({"question_type": names, "questions": questions}))

    def test_seed_is_scored_by_the_letter_or_by_likelihood(self):
        self.seed()
        for seed_by, oracle in [("generation", Oracle(letter_of("red"))), ("likelihood", Oracle(lambda text: "red"))]:
            with self.subTest(seed_by):
                result = self.ask("seed", oracle, seed_by)
                self.assertEqual(len(result.items), 3, "the video's question is left out")
                self.assertAlmostEqual(result.metrics["eval/seed"], 100 / 3)
                self.assertEqual(result.metrics["eval/seed.scene_understanding"], 50)
                self.assertEqual(result.metrics["eval/seed.text_understanding"], 0)
        self.assertEqual(result.items[0]["log_likelihoods"], [-1.0, -2.0, -2.0, -2.0])

    def test_letters_are_read_from_what_is_said(self):
        for said, place in [
            ("B", 1), ("(C)", 2), ("B. green", 1), ("b", 1), ("The answer is green.", 1), ("a dog", None), ("red or blue", None),
            ("E", None), ("", None),
        ]:  # fmt: skip
            self.assertEqual(choices.letter(said, COLORS), place, said)


class LikelihoodTests(unittest.TestCase):
    def test_options_side_by_side_are_as_likely_as_each_by_itself(self):
        from pargo_torch.data.tokens import WordTokenizer
        from pargo_torch.evaluation.answers import Answerer
        from pargo_torch.model import VisionLanguageModel

        from . import scenes

        folder = Path(tempfile.mkdtemp())
        configuration = Configuration.resolve(scenes.configuration(scenes.make(folder / "scenes", count=2)))
        tokenizer = WordTokenizer(folder / "scenes/vocabulary.txt")
        torch.manual_seed(0)
        model = VisionLanguageModel(configuration, len(tokenizer), with_lora=True)
        answerer = Answerer(model, tokenizer, configuration.image_tokens, torch.device("cpu"))
        pixels, options = torch.randn(3, 16, 16), ["red", "a green square", "blue ."]
        together = answerer.log_likelihoods(pixels, "is it red ?", options)
        alone = [answerer.log_likelihoods(pixels, "is it red ?", [option])[0] for option in options]
        for ours, theirs in zip(together, alone):
            self.assertAlmostEqual(ours, theirs, 3)
        self.assertLess(together[1], together[0], "three words and an end are less likely than one")
        shutil.rmtree(folder)
