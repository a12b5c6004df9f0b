"""The lines of metrics.jsonl: the same bytes as the Swift writer's, by the vectors that both are held to."""

from __future__ import annotations

import fractions
import json
import math
import random
import struct
import unittest

from pargo_lab._lines import LineEncoder, check_name, check_step, number_text

from .support import VECTORS


class Scalar:
    """A scalar of an array library: nothing but `__float__`."""

    def __init__(self, value: float, shape: "tuple[int, ...]" = ()) -> None:
        self.value = value
        self.shape = shape

    def __float__(self) -> float:
        if self.shape:
            raise RuntimeError("only one element tensors can be converted to Python scalars")
        return self.value


class LineTests(unittest.TestCase):
    def test_lines_are_those_of_the_vectors(self) -> None:
        encoder = LineEncoder()
        for case in VECTORS["lines"]:
            with self.subTest(case["why"]):
                values = {name: float(value) for name, value in case["values"]}
                line = encoder.line(check_step(case["step"]), case["time"], values)
                self.assertEqual(line.decode(), case["line"])

    def test_names_are_refused(self) -> None:
        for case in VECTORS["refused_names"]:
            with self.subTest(case["why"]), self.assertRaises(ValueError):
                check_name(case["name"])

    def test_steps_are_refused(self) -> None:
        for step in VECTORS["refused_steps"]:
            with self.subTest(step), self.assertRaises(ValueError):
                check_step(step)
        for step in (1.0, "1", None):
            with self.subTest(step), self.assertRaises(TypeError):
                check_step(step)  # type: ignore[arg-type]

    def test_what_float_takes_is_a_value(self) -> None:
        cases = [
            (True, "1"), (False, "0"), (7, "7"), (-(10**14), "-100000000000000"), (10**15, "1000000000000000.0"),
            (Scalar(2.5), "2.5"), (Scalar(3.0), "3"), (Scalar(math.nan), '"NaN"'), (fractions.Fraction(1, 4), "0.25"),
        ]  # fmt: skip
        for value, text in cases:
            with self.subTest(text):
                self.assertEqual(number_text(value, "x"), text)

    def test_what_is_no_number_is_refused_by_name(self) -> None:
        for value in ("2.5", b"1", None, [1.0], {"a": 1.0}, 1j, Scalar(1, shape=(3, 2))):
            with self.subTest(repr(value)), self.assertRaisesRegex(TypeError, "'train/loss'"):
                number_text(value, "train/loss")
        with self.assertRaisesRegex(TypeError, r"shape \(3, 2\)"):
            number_text(Scalar(1, shape=(3, 2)), "x")
        with self.assertRaisesRegex(ValueError, "64-bit"):
            number_text(10**400, "x")

    def test_every_float_survives(self) -> None:
        source = random.Random(4)
        encoder = LineEncoder()
        for _ in range(5000):
            value = struct.unpack("<d", source.getrandbits(64).to_bytes(8, "little"))[0]
            line = json.loads(encoder.line(1, 0.0, {"a": value}))
            read = float(line["values"]["a"])
            self.assertTrue(read == value or (math.isnan(read) and math.isnan(value)), value)
