"""The scales at which a JPEG can be decoded, and where a box lies in what was decoded smaller."""

from __future__ import annotations


def halved(shrink: float) -> int:
    """What the JPEG decoder can do of it."""
    return max(step for step in (1, 2, 4, 8) if step <= max(1.0, shrink))


def edges(low: int, high: int, shrink: float, side: int) -> tuple[int, int]:
    """From where to where a stretch of the stored picture goes, at least one pixel."""
    start = min(round(low / shrink), side - 1)
    return start, min(max(start + 1, round(high / shrink)), side)
