"""Rows that fitter answers in another way, and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Otherwise:
    """Why, and what differs."""

    why: str
    instead: tuple[str, ...]


NEARER = {400: {400, 403, 415, 422}}
"""thumbor answers 400 to all that it refuses; here the status says what is wrong: signature, format, limit."""

ANY_ORDER = "segments may come in any order, repeat, and run as they stand"
TINY = "a source of a few pixels: what comes out is the resampling filter's own shape"

DELIBERATE: dict[tuple[str, str], Otherwise] = {}
