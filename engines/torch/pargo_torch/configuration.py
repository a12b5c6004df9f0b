"""A run's configuration: the schema's defaults, a preset's, and what the run's `config.json` sets.

The schema is the Swift engine's own (`pargo-run schema`), kept here as `schema.json`, so that a configuration means the
same under both engines; a test holds the two together.
"""

from __future__ import annotations

import difflib
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from .errors import UserError

_SCHEMA = json.loads((Path(__file__).parent / "schema.json").read_text())


class Configuration(SimpleNamespace):
    """Sections as attributes: `configuration.projector.depth`, `configuration.train.batch`, …"""

    @classmethod
    def read(cls, path: Path) -> "Configuration":
        """The configuration of a file; raises `UserError` for one that is not JSON or does not fit the schema."""
        try:
            given = json.loads(path.read_text())
        except FileNotFoundError:
            raise UserError(f"{path} does not exist: a run's folder holds its configuration there.") from None
        except (ValueError, OSError) as problem:
            raise UserError(f"{path} cannot be read: {problem}.") from None
        return cls.resolve(given, source=str(path))

    @classmethod
    def resolve(cls, given: dict[str, Any], source: str = "the configuration") -> "Configuration":
        """Defaults, then the preset's, then `given`; each value checked against the schema."""
        flat = dict(_flatten(given))
        leaves = dict(_leaves(_SCHEMA))
        for key, value in flat.items():
            if key not in leaves:
                close = difflib.get_close_matches(key, leaves, 1)
                hint = f"; did you mean {close[0]}?" if close else "."
                raise UserError(f"{source}: there is no key '{key}'{hint}")
            _check(key, value, leaves[key], source)
        values = {key: leaf["default"] for key, leaf in leaves.items()}
        presets = _SCHEMA.get("x-presets", {"key": "preset", "defaults": {}})
        preset = flat.get(presets["key"], values.get(presets["key"]))
        values.update(presets["defaults"].get(preset, {}))
        values.update(flat)
        return cls(**_sections(values))

    @property
    def side(self) -> int:
        """Patches along one side of the image."""
        return self.vision.image // self.vision.patch

    @property
    def visual_tokens(self) -> int:
        """V: visual tokens of an image, the class token left out."""
        return self.side**2

    @property
    def image_tokens(self) -> int:
        """Q: tokens that an image takes in the language model."""
        return self.projector.partial_tokens + self.projector.global_tokens

    def as_dict(self) -> dict[str, Any]:
        """Nested, as it would stand in `config.json`."""
        return {
            name: dict(vars(value)) if isinstance(value, SimpleNamespace) else value
            for name, value in vars(self).items()
        }


def _leaves(node: dict[str, Any], prefix: str = ""):
    for name, child in node.get("properties", {}).items():
        path = f"{prefix}.{name}" if prefix else name
        if "properties" in child:
            yield from _leaves(child, path)
        else:
            yield path, child


def _flatten(node: dict[str, Any], prefix: str = ""):
    for name, child in node.items():
        path = f"{prefix}.{name}" if prefix else name
        if isinstance(child, dict):
            yield from _flatten(child, path)
        else:
            yield path, child


def _sections(flat: dict[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in flat.items():
        section, dot, name = key.partition(".")
        if not dot:
            result[section] = value
        else:
            setattr(result.setdefault(section, SimpleNamespace()), name, value)
    return result


_TYPES = {"integer": int, "number": (int, float), "string": str, "boolean": bool, "array": list}


def _check(key: str, value: Any, leaf: dict[str, Any], source: str) -> None:
    expected = leaf["type"]
    is_flag = isinstance(value, bool)
    if not isinstance(value, _TYPES[expected]) or (is_flag and expected != "boolean"):
        raise UserError(f"{source}: {key} is {json.dumps(value)}, which is no {expected}.")
    if "enum" in leaf and value not in leaf["enum"]:
        raise UserError(f"{source}: {key} is {json.dumps(value)}; it can be {', '.join(map(str, leaf['enum']))}.")
    for bound, holds in (
        ("minimum", lambda limit: value >= limit),
        ("maximum", lambda limit: value <= limit),
        ("exclusiveMinimum", lambda limit: value > limit),
    ):
        if bound in leaf and not holds(leaf[bound]):
            raise UserError(f"{source}: {key} is {value}, outside its {bound} of {leaf[bound]}.")
    if expected == "array":
        for index, item in enumerate(value):
            _check(f"{key}[{index}]", item, leaf["items"], source)
