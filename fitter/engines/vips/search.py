"""Finding a quality: the finest that makes a file small enough, or the lowest that is still like the original."""

from __future__ import annotations

from collections.abc import Callable

MOST = 5
"""How often a picture is written in a search, besides the first or the last time."""
FLOOR = 5
"""The lowest quality of a picture that must be small."""


def within(write: Callable[[int], bytes], quality: int, most: int) -> bytes:
    """The finest file of at most so many bytes, or the smallest that was found; the quality is never raised."""
    found = smallest = write(quality)
    low, high, fits = FLOOR, quality - 1, len(found) <= most
    if fits:
        return found
    for left in range(MOST, 0, -1):
        if low > high:
            break
        # Nothing has fitted so far: the last try is for the smallest of all.
        middle = FLOOR if left == 1 and not fits else (low + high) // 2
        body = write(middle)
        smallest = min(smallest, body, key=len)
        if len(body) <= most:
            found, fits, low = body, True, middle + 1
        else:
            high = middle - 1
    return found if fits else smallest


def alike(likeness: Callable[[int], float], target: float, lowest: int, highest: int) -> int:
    """The lowest quality from one to another with that likeness to the original; the highest if none has it."""
    low, high = lowest, highest
    for _ in range(MOST):
        if low >= high:
            break
        middle = (low + high) // 2
        if likeness(middle) >= target:
            high = middle
        else:
            low = middle + 1
    return high
