"""The types that a setting, a plugin option or a URL argument can have.

One declaration serves all: ``timeout: Duration = Field(5, ge=0.1, le=60, description="...")`` is the parser, the limit,
the text of the error ("must be a duration such as 10s from 100ms to 1m, got 90") and the row in the reference page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from fitter.focus import Focal as FocalValue
from fitter.url.encoding import decode_base64
from fitter.values import Color as ColorValue
from fitter.values import Length as LengthValue

SourceFormat = Literal["jpeg", "png", "webp", "gif", "avif", "tiff", "svg", "jxl", "heic"]
"""Formats that an engine may read."""


@dataclass(frozen=True)
class Says:
    """What a type is called in an error, and how its values are written."""

    noun: str
    show: Callable[[Any], str] = str


@dataclass(frozen=True)
class Inherit:
    """The setting whose value an option takes when it is left out.

    Args:
        setting: its dotted name: ``limits.source_bytes``. Engines and detectors, made in the workers, know the sections
            ``engine``, ``detector``, ``limits`` and ``output``.
    """

    setting: str


def _scaled(units: Mapping[str, float], kind: str) -> Callable[[object], object]:
    pattern = re.compile(rf"\s*([0-9]+(?:\.[0-9]+)?)\s*({'|'.join(map(re.escape, units))})?\s*", re.I | re.ASCII)
    folded = {unit.lower(): factor for unit, factor in units.items()}

    def parse(value: object) -> object:
        if not isinstance(value, str):
            return value
        match = pattern.fullmatch(value)
        if match is None:
            raise ValueError(f"not a {kind}")
        return float(match[1]) * folded[(match[2] or "").lower()]

    return parse


def _shown(units: Mapping[str, float]) -> Callable[[float], str]:
    def show(value: float) -> str:
        fitting = [(factor, unit) for unit, factor in units.items() if value and value % factor == 0]
        factor, unit = max(fitting, default=(1, ""))
        return f"{value / factor:.10g}{unit}"

    return show


_BYTES = {
    "": 1,
    "B": 1,
    "kB": 1000,
    "MB": 1000**2,
    "GB": 1000**3,
    "KiB": 1024,
    "MiB": 1024**2,
    "GiB": 1024**3,
    "TiB": 1024**4,
}
_SECONDS = {"": 1.0, "ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400}
_COUNTS = {"": 1, "k": 1000, "M": 1000**2, "G": 1000**3}


def _seconds(value: float) -> str:
    if 0 < value < 1:
        return f"{value * 1000:.10g}ms"
    return _shown({unit: factor for unit, factor in _SECONDS.items() if factor >= 1 and unit})(value) if value else "0s"


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


Folders = Annotated[
    str,
    Field(pattern=r"^([A-Za-z0-9_][A-Za-z0-9._-]*/)*$", max_length=200),
    Says("folders, each with a slash behind it, such as pictures/"),
]
Bytes = Annotated[
    int,
    BeforeValidator(lambda value: _whole(_scaled(_BYTES, "size")(value))),
    Says("bytes such as 128MiB", _shown({u: f for u, f in _BYTES.items() if u not in ("", "B")})),
]
Duration = Annotated[float, BeforeValidator(_scaled(_SECONDS, "duration")), Says("a duration such as 10s", _seconds)]
Count = Annotated[
    int,
    BeforeValidator(lambda value: _whole(_scaled(_COUNTS, "count")(value))),
    Says("a whole number such as 50M", _shown({u: f for u, f in _COUNTS.items() if u})),
]
Color = Annotated[
    ColorValue,
    BeforeValidator(ColorValue.parse),
    PlainSerializer(str),
    Says("a colour: a CSS name, hex digits such as ff8800, or transparent"),
]
Length = Annotated[
    LengthValue,
    BeforeValidator(LengthValue.parse),
    PlainSerializer(str),
    Says("pixels such as 120, or percent such as 12.5p"),
]
Focal = Annotated[
    FocalValue,
    BeforeValidator(FocalValue.parse),
    PlainSerializer(str),
    Says("a place such as 120,80 or 10x20:300x200, in pixels, percent (50p) or fractions (0.5)"),
]


def _key(value: object) -> object:
    if not isinstance(value, str) or not value.startswith("b64:"):
        return value
    key = decode_base64(value.removeprefix("b64:"))
    if key.startswith("b64:"):
        raise ValueError("not a key")  # it would be decoded once more when the canonical URL is read
    return key


SourceKey = Annotated[
    str,
    BeforeValidator(_key),
    Field(min_length=1),
    Says("the key of a picture, its slashes written %2F, or b64: and its base64url form"),
]


class Options(BaseModel):
    """Options of a plugin: subclass it as ``class Options(fitter.Options)`` inside the plugin's class."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Refusal(ValueError):
    """A validator's own sentence, shown as it is instead of "must be ..., got ..."."""
