"""The segments that are thumbor's own, in the order in which thumbor reads them."""

from __future__ import annotations

import re

from fitter.errors import BadPath
from fitter.url.segments import segment_end

_ORDER = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        r"debug",
        r"meta",
        # A tolerance alone is nothing to thumbor's server, but its clients write it.
        r"trim(?::(?:top-left|bottom-right)|(?::(?:top-left|bottom-right)?)?:[0-9]+)?",
        r"[0-9]+x[0-9]+:[0-9]+x[0-9]+",
        r"(?:adaptive-)?(?:full-)?fit-in",
        r"-?(?:[0-9]*|orig)x-?(?:[0-9]*|orig)",
        r"left|right|center",
        r"top|bottom|middle",
        r"smart",
        r"filters:.+\)",
    )
)


def in_order(path: str) -> tuple[list[str], str]:
    """The segments that are thumbor's and stand in their places, and the rest of the path: the source's key."""
    segments, at, place = [], 0, 0
    while (end := _end(path, at)) < len(path) - 1:  # something must be left for the key
        place = next((p for p in range(place, len(_ORDER)) if _ORDER[p].fullmatch(path, at, end)), len(_ORDER)) + 1
        if place > len(_ORDER):
            break
        segments.append(path[at:end])
        at = end + 1
    return segments, path[at:]


def _end(path: str, at: int) -> int:
    try:
        return segment_end(path, at)
    except BadPath:  # a parenthesis that is not closed: no filters, but a strange key
        return len(path)
