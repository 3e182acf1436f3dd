"""EXIF as libvips tells it: every tag with its value as text."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pyvips

_TAG = re.compile(r"exif-ifd([023])-(\w+)")  # the picture's, the camera's, the position; 1 is of the thumbnail
_TAIL = re.compile(r", [A-Za-z]+, [0-9]+ components, [0-9]+ bytes\)$")


def tags(header: pyvips.Image) -> Mapping[str, str]:
    """The values by tag, such as ``FNumber``: text, whole numbers, and fractions as ``17/10``, several with blanks."""
    return {tag[2]: _value(header, tag[0]) for name in header.get_fields() if (tag := _TAG.fullmatch(name))}


def _value(header: pyvips.Image, name: str) -> str:
    try:
        text = str(header.get(name))
    except (pyvips.Error, UnicodeDecodeError):  # a camera may write any bytes
        return ""
    # libvips writes "value (value for people, type, components, bytes)", and either may hold parentheses.
    shown = _TAIL.sub("", text)
    half = (len(shown) - 2) // 2
    return shown[:half] if shown[half:] == f" ({shown[:half]}" else shown.partition(" (")[0]
