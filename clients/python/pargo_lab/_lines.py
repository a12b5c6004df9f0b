"""The lines of metrics.jsonl, byte for byte as the Swift writer makes them."""

from __future__ import annotations

from operator import index

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Dict, Mapping, SupportsFloat, SupportsIndex, Union

    Number = Union[SupportsFloat, SupportsIndex]

NAME_LIMIT = 200
HIGHEST_STEP = (1 << 53) - 1

_NOT_FINITE = {"nan": '"NaN"', "inf": '"Infinity"', "-inf": '"-Infinity"'}
_WHOLE_LIMIT = 10**15


def check_name(name: str) -> None:
    """Raises ValueError for a name that the format does not allow."""
    if not isinstance(name, str):
        raise TypeError(f"a metric's name is a string, not {type(name).__name__}: {name!r}")
    reason = _reason_against(name)
    if reason:
        raise ValueError(f"{name!r} cannot name a metric: {reason}")


def _reason_against(name: str) -> str:
    if not name:
        return "it is empty"
    try:
        size = len(name.encode("utf-8"))
    except UnicodeEncodeError:
        return "it is not Unicode text"
    if size > NAME_LIMIT:
        return f"it is longer than {NAME_LIMIT} bytes"
    if name[0] == " " or name[-1] == " ":
        return "it begins or ends with a space"
    for character in name:
        if character < " " or character == "\x7f":
            return "it holds a control character"
        if character in '"\\':
            return "it holds a quote or a backslash"
    return ""


def check_step(step: SupportsIndex) -> int:
    """The step as an int; raises for what is not an integer from 0 to 2^53 - 1."""
    try:
        number = index(step)
    except TypeError:
        raise TypeError(f"a step is an integer, not {type(step).__name__}: {step!r}") from None
    if not 0 <= number <= HIGHEST_STEP:
        raise ValueError(f"step {number} is outside 0 ... 2^53 - 1")
    return number


def number_text(value: object, name: str) -> str:
    """A value as it stands in a line.

    Anything that `float` takes will do: numbers, truth values, and scalars of NumPy, PyTorch or JAX, none of which is
    imported here. Text will not, whatever it says.
    """
    if isinstance(value, (str, bytes, bytearray)):
        raise TypeError(f"the value of {name!r} must be a number, not {type(value).__name__}: {value!r:.60}")
    if isinstance(value, int) and -_WHOLE_LIMIT < value < _WHOLE_LIMIT:
        return str(int(value))
    try:
        return float_text(float(value))  # type: ignore[arg-type]
    except OverflowError:
        raise ValueError(f"the value of {name!r} is beyond what a 64-bit float can hold") from None
    except (TypeError, ValueError, RuntimeError) as error:
        shape = getattr(value, "shape", None)
        size = f" of shape {tuple(shape)}" if shape else ""
        raise TypeError(
            f"the value of {name!r} must be one number, not {type(value).__name__}{size} ({error})"
        ) from error


def float_text(value: float) -> str:
    """The fewest digits that read back as the same float; whole numbers without a point."""
    text = float.__repr__(value)
    if text[-2:] == ".0":
        return text[:-2] if abs(value) < _WHOLE_LIMIT and text != "-0.0" else text
    return _NOT_FINITE.get(text, text)


class LineEncoder:
    """Turns log calls into lines; remembers the names it has seen, so that each is checked once."""

    __slots__ = ("_keys",)

    def __init__(self) -> None:
        self._keys: Dict[str, str] = {}

    def line(self, step: int, time: float, values: Mapping[str, Number]) -> bytes:
        """The line of one log call, newline included.

        `step` must have been checked. Floats, the usual case, are written here; the rest by `number_text`.
        """
        keys = self._keys
        parts = []
        for name, value in values.items():
            key = keys.get(name) or self._key(name)
            if type(value) is float:
                text = repr(value)
                last = text[-1]
                if last == "0" or last == "n" or last == "f":
                    text = float_text(value)
            else:
                text = number_text(value, name)
            parts.append(key + text)
        return ('{"step":%d,"time":%.3f,"values":{%s}}\n' % (step, time, ",".join(parts))).encode()

    def _key(self, name: str) -> str:
        check_name(name)
        key = f'"{name}":'
        self._keys[name] = key
        return key
