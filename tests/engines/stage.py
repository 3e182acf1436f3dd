"""Painted sources for engines, and ways to look at what they make."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any

import pyvips

from fitter import Blob, Box, Output
from tests.pictures import quarters

PNG = Output(format="png")


def source(picture: pyvips.Image, suffix: str = ".png", **options: Any) -> Blob:
    """The picture as a file."""
    return Blob(bytes(picture.write_to_buffer(suffix, **options)))


def fields(width: int = 120, height: int = 80) -> Blob:
    """A PNG of four quarters: red, green, blue, white."""
    return source(quarters(width, height))


def flat(width: int, height: int, *colour: int) -> pyvips.Image:
    """One colour: one or two channels are grey, three or four sRGB."""
    space = "b-w" if len(colour) < 3 else "srgb"
    return (pyvips.Image.black(width, height) + list(colour)).cast("uchar").copy(interpretation=space)


@cache
def scene(width: int, height: int) -> pyvips.Image:
    """Soft shapes without any symmetry, so that a shift of a pixel can be measured."""
    at = pyvips.Image.xyz(width, height)
    x, y = at[0] * (9 / width), at[1] * (7 / height)
    waves = [((x * a + y * b) * 57.3).sin() * 100 + 128 for a, b in ((1.7, 0.4), (-0.8, 1.9), (1.1, 1.3))]
    return waves[0].bandjoin(waves[1:]).cast("uchar").copy(interpretation="srgb").copy_memory()


def tagged(picture: pyvips.Image, orientation: int) -> pyvips.Image:
    """The picture with an EXIF orientation."""
    picture = picture.copy()
    picture.set_type(pyvips.GValue.gint_type, "orientation", orientation)
    return picture


LYING: dict[int, Callable[[pyvips.Image], pyvips.Image]] = {
    1: lambda p: p,
    2: lambda p: p.fliphor(),
    3: lambda p: p.rot180(),
    4: lambda p: p.flipver(),
    5: lambda p: p.rot90().fliphor(),
    6: lambda p: p.rot270(),
    7: lambda p: p.rot270().fliphor(),
    8: lambda p: p.rot90(),
}
"""How an upright picture lies in a file that has this EXIF orientation."""


def seen(blob: Blob) -> pyvips.Image:
    """All pixels of a result."""
    return pyvips.Image.new_from_buffer(blob.read(), "", fail_on="truncated").copy_memory()


def shown(image: Any) -> pyvips.Image:
    """All pixels of an engine's image."""
    return seen(image.encode(PNG))


def means(picture: pyvips.Image, box: Box | None = None) -> list[float]:
    """The mean of each channel, of all or of a box."""
    if box is not None:
        picture = picture.crop(box.left, box.top, box.size.width, box.size.height)
    return [round(float(picture[band].avg()), 1) for band in range(picture.bands)]


def distance(one: pyvips.Image, other: pyvips.Image) -> float:
    """Mean absolute difference; pictures of different size are infinitely far apart."""
    if (one.width, one.height, one.bands) != (other.width, other.height, other.bands):
        return math.inf
    return float((one - other).abs().avg())
