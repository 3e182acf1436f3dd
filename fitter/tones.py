"""Tables of tones: what operations that change each channel by itself look a pixel's value up in."""

from __future__ import annotations

from collections.abc import Callable


def shades(formula: Callable[[int], float]) -> bytes:
    """The formula of each value from 0 to 255, cut to that range and to a whole number: a table for ``Image.table``."""
    return bytes(min(255, max(0, int(formula(value)))) for value in range(256))
