"""Configurations as JSON: what a script has, what config.json says."""

from __future__ import annotations

import math
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Dict


def plain(value: Any) -> Any:
    """A value as JSON can hold it.

    Mappings, dataclasses and namespaces become objects, sequences and sets arrays, scalars of other libraries numbers,
    paths and enumeration members text, and numbers that are not finite the strings that docs/run-directory.md names.
    Anything else becomes the text that `str` makes of it.
    """
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else _word(value)
    if hasattr(value, "items"):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted((plain(item) for item in value), key=str)
    return _plain_object(value)


def _word(value: float) -> str:
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _plain_object(value: Any) -> Any:
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    fields = getattr(value, "__dataclass_fields__", None)
    if fields is not None and not isinstance(value, type):
        return {name: plain(getattr(value, name)) for name in fields}
    if type(value).__name__ == "Namespace":
        return {name: plain(item) for name, item in vars(value).items()}
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if hasattr(value, "value") and hasattr(value, "name"):
        return plain(value.value)
    return str(value)


def merged(defaults: Dict[str, Any], above: Dict[str, Any]) -> Dict[str, Any]:
    """The defaults with what stands above them laid over, object by object."""
    result = dict(defaults)
    for key, value in above.items():
        below = result.get(key)
        both = isinstance(below, dict) and isinstance(value, dict)
        result[key] = merged(below, value) if both else value  # type: ignore[arg-type]
    return result
