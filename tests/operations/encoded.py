"""Answers to requests for a way of writing, and what a decoder says of them."""

from __future__ import annotations

from functools import cache
from typing import Any

import pyvips

from fitter import Blob
from tests.engines.stage import scene
from tests.operations.stage import answer, png


@cache
def soft(alpha: bool = False) -> Blob:
    """A PNG of soft shapes, perhaps with soft transparency."""
    picture = scene(96, 64)
    return png(picture.bandjoin(picture[0]) if alpha else picture)


def written(path: str, source: Blob | None = None) -> pyvips.Image:
    """The decoded answer to a path."""
    return pyvips.Image.new_from_buffer(answer(path, source or soft()).read(), "").copy_memory()


def says(path: str, field: str) -> Any:
    """What the answer's header says; None where it says nothing."""
    picture = written(path)
    return picture.get(field) if field in picture.get_fields() else None


@cache
def rough() -> Blob:
    """A PNG of the same shapes with grain, which no encoder finds easy."""
    grain = pyvips.Image.gaussnoise(160, 120, mean=0, sigma=12, seed=1)
    return png((scene(160, 120) + grain).cast("uchar"))
