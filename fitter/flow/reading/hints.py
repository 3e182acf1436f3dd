"""Client hints: what a browser says of its screen, its layout and its budget."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

DENSITY = ("Sec-CH-DPR", "DPR")
WIDTH = ("Sec-CH-Width", "Width")
SAVE_DATA = ("Save-Data",)
ASKED_FOR = ", ".join((*DENSITY, *WIDTH))
"""What Accept-CH asks browsers to send; they send Save-Data without being asked."""

_NUMBER = re.compile(r"[0-9]{1,6}(\.[0-9]{1,9})?")
_DENSITIES = (1.0, 8.0)
_LEAST_STEP, _WIDEST = 16, 8192


def density(asked: Mapping[str, str]) -> float | None:
    """Device pixels for each pixel of a layout, in halves from 1 to 8; None if it is not said, or 1."""
    number = _number(asked, DENSITY)
    if number is None:
        return None
    least, most = _DENSITIES
    halves = math.floor(number * 2 + 0.5) / 2
    return min(most, halves) if halves > least else None


def width(asked: Mapping[str, str]) -> int | None:
    """Device pixels that are there for the picture; None if it is not said, or more than pictures have.

    Each width is a result of its own, so they go up in steps: eight for every doubling.
    """
    number = _number(asked, WIDTH)
    if number is None or number > _WIDEST:
        return None
    step = max(_LEAST_STEP, 1 << max(0, math.ceil(number).bit_length() - 4))
    return math.ceil(number / step) * step


def save_data(asked: Mapping[str, str]) -> bool:
    """Whether fewer bytes are worth more than a fine picture."""
    return asked.get(SAVE_DATA[0], "").strip().lower() == "on"


def _number(asked: Mapping[str, str], names: tuple[str, ...]) -> float | None:
    """The first of the headers that holds a number above 0."""
    texts = (asked.get(name, "").strip() for name in names)
    return next((float(text) for text in texts if _NUMBER.fullmatch(text) and float(text) > 0), None)
