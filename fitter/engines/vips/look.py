"""Looking at a picture: where its content is, and which part of it draws the eye."""

from __future__ import annotations

from collections.abc import Sequence

import pyvips

from fitter import WHITE, Box, Size
from fitter.values import Color


def content(frames: Sequence[pyvips.Image], corner: str, tolerance: float) -> Box:
    """The box of all pixels that differ from a corner's, that of their own frame; the whole if none does anywhere."""
    found = [box for frame in frames if not (box := _content(frame, corner, tolerance)).empty]
    if not found:
        return Box(0, 0, frames[0].width, frames[0].height)
    left, top = min(box.left for box in found), min(box.top for box in found)
    return Box(left, top, max(box.right for box in found), max(box.bottom for box in found))


def _content(pixels: pyvips.Image, corner: str, tolerance: float) -> Box:
    pixels = pixels if pixels.bands > 2 else pixels.colourspace("srgb")
    x = pixels.width - 1 if "right" in corner else 0
    y = pixels.height - 1 if "bottom" in corner else 0
    away = pixels - pixels.getpoint(x, y)
    differs = (away * away).bandmean() * pixels.bands > tolerance * tolerance
    columns, rows = differs.project()
    left, right = _span(columns)
    top, bottom = _span(rows)
    return Box(left, top, right, bottom)


def _span(sums: pyvips.Image) -> tuple[int, int]:
    filled = memoryview(sums.write_to_memory()).cast("I").tolist()
    marks = [at for at, total in enumerate(filled) if total]
    return (marks[0], marks[-1] + 1) if marks else (0, 0)


_GLANCE = 256
"""The longest side of what is searched for the eye's point: libvips itself looks at 32 pixels a side, as squeezed."""


def glance(size: Size) -> Size:
    """The size of the small copy; proportions do not matter, and the narrowest picture has few pixels in it."""
    return Size(min(size.width, _GLANCE), min(size.height, _GLANCE))


_WINDOW = 3
"""The part of each side that is looked for. It is fixed: libvips weighs what it sees by the window that is wanted, and
several sizes of one picture are to keep the same point."""
_CELL = 1 / 32
"""libvips finds the eye's point on so coarse a grid, and names the corner of the cell."""


def focus(pixels: pyvips.Image, kind: str) -> tuple[float, float]:
    """The point that draws the eye by edges, skin tones and saturation, or the middle of the window with most in it."""
    width, height = max(1, pixels.width // _WINDOW), max(1, pixels.height // _WINDOW)
    if kind == "attention":
        _, at = pixels.smartcrop(width, height, interesting=kind, attention_x=True, attention_y=True)
        x, y = at["attention_x"] / pixels.width + _CELL / 2, at["attention_y"] / pixels.height + _CELL / 2
    else:
        window = pixels.smartcrop(width, height, interesting=kind)
        x, y = (width / 2 - window.xoffset) / pixels.width, (height / 2 - window.yoffset) / pixels.height
    return min(x, 1.0), min(y, 1.0)


def sample(pixels: pyvips.Image) -> bytes:
    """The pixels in four bands of sRGB and alpha."""
    pixels = pixels if pixels.bands > 2 else pixels.colourspace("srgb")
    return bytes((pixels if pixels.hasalpha() else pixels.addalpha()).cast("uchar").write_to_memory())


def mean(pixels: pyvips.Image) -> Color:
    """The mean colour, each pixel counted as far as it is visible."""
    pixels = (pixels if pixels.bands > 2 else pixels.colourspace("srgb")).copy_memory()
    if not pixels.hasalpha():
        return Color(*_means(pixels))
    alpha = pixels[3].avg()
    if alpha == 0:
        return WHITE
    return Color(*_means(pixels[:3] * pixels[3] / alpha))


def _means(pixels: pyvips.Image) -> list[int]:
    return [min(255, round(pixels[band].avg())) for band in range(3)]
