"""What may be shown of a picture's EXIF: a list of what is known to be harmless, and nothing else.

Serial numbers, owners' names, notes of the maker and captions stay away whatever an engine tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

_DATE = re.compile(r"(?!0000)(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)")
_OFFSET = re.compile(r"[+-]\d\d:\d\d")
_LONGEST = 200


def shown(tags: Mapping[str, str]) -> dict[str, Any]:
    """The camera, how the picture was taken, and whose it is; what is missing or makes no sense is left out."""
    found = {name: read(tags[tag]) for name, (tag, read) in _SHOWN.items() if tag in tags}
    if taken := _taken(tags):
        found["taken"] = taken
    return {name: value for name, value in found.items() if value not in (None, "")}


def position(tags: Mapping[str, str]) -> dict[str, float] | None:
    """Where the picture was taken, in degrees north and east; None where that is not told."""
    found = {}
    for name, tag, below, most in (("latitude", "GPSLatitude", "S", 90), ("longitude", "GPSLongitude", "W", 180)):
        parts = [_number(part) for part in tags.get(tag, "").split()]
        if len(parts) != 3 or None in parts:
            return None
        degrees = sum((part or 0) / 60**at for at, part in enumerate(parts))
        if degrees > most:
            return None
        found[name] = round(-degrees if tags.get(f"{tag}Ref", "").startswith(below) else degrees, 6)
    return found


def _text(value: str) -> str:
    return "".join(letter for letter in value if letter.isprintable()).strip()[:_LONGEST]


def _number(value: str) -> float | None:
    match = re.fullmatch(r"(-?\d{1,10})(?:/(-?\d{1,10}))?", value.strip())
    if match is None or (match[2] is not None and int(match[2]) == 0):
        return None
    number = int(match[1]) / int(match[2] or 1)
    return int(number) if number == int(number) else round(number, 4)


def _exposure(value: str) -> str | None:
    """Seconds, as photographers write them: ``1/125``, or ``2.5``."""
    seconds = _number(value)
    if seconds is None or seconds <= 0:
        return None
    top, _, below = value.strip().partition("/")
    exact = int(top) / int(below or 1)
    return f"1/{round(1 / exact)}" if exact < 0.3 else f"{exact:.3g}"


def _flash(value: str) -> bool | None:
    number = _number(value)
    return None if number is None else bool(int(number) & 1)


def _taken(tags: Mapping[str, str]) -> str | None:
    date = _DATE.fullmatch(tags.get("DateTimeOriginal", "").strip())
    if date is None:
        return None
    offset = tags.get("OffsetTimeOriginal", "").strip()
    return f"{date[1]}-{date[2]}-{date[3]}T{date[4]}" + (offset if _OFFSET.fullmatch(offset) else "")


_SHOWN: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "make": ("Make", _text),
    "model": ("Model", _text),
    "lens_make": ("LensMake", _text),
    "lens": ("LensModel", _text),
    "software": ("Software", _text),
    "artist": ("Artist", _text),
    "copyright": ("Copyright", _text),
    "exposure": ("ExposureTime", _exposure),
    "aperture": ("FNumber", _number),
    "iso": ("ISOSpeedRatings", _number),
    "exposure_bias": ("ExposureBiasValue", _number),
    "focal_length": ("FocalLength", _number),
    "focal_length_35mm": ("FocalLengthIn35mmFilm", _number),
    "flash": ("Flash", _flash),
}
"""By name: the tag, and how its value is read."""
