"""One picture over another, and pictures that are cut along a curve."""

from __future__ import annotations

import math
from collections.abc import Callable

import pyvips

from fitter import Box, Size
from fitter.engines.vips.colour import over, without
from fitter.values import Color

_PLAIN = frozenset(pyvips.Image.black(1, 1).get_fields())
"""What every picture says of itself."""


def layered(pixels: pyvips.Image, step: Callable[[pyvips.Image], pyvips.Image]) -> pyvips.Image:
    """A step that mixes pixels, without the colours under transparent ones."""
    if not pixels.hasalpha():
        return step(pixels)
    return step(pixels.premultiply()).unpremultiply().rint().cast("uchar")


def inked(pixels: pyvips.Image, background: Color) -> tuple[pyvips.Image, list[float]]:
    """The picture with the bands that the background needs, and the background as a layered step sees it."""
    pixels, ink = over(pixels, background)
    if not pixels.hasalpha():
        return pixels, [float(channel) for channel in ink]
    return pixels, [*(channel * background.alpha / 255 for channel in ink[:-1]), float(background.alpha)]


def grounded(pixels: pyvips.Image, background: Color) -> pyvips.Image:
    """Over a background that something shines through."""
    if not pixels.hasalpha():
        return pixels
    pixels, ink = inked(pixels, background)
    return layered(pixels, lambda one: one + (1 - one[one.bands - 1] / 255) * ink)


def rounded(pixels: pyvips.Image, across: float, down: float, background: Color) -> pyvips.Image:
    """The background outside of an ellipse of these radii in each corner."""
    across, down = min(across, pixels.width / 2), min(down, pixels.height / 2)
    if across <= 0 or down <= 0:
        return pixels
    mask = _mask(pixels.width, pixels.height, across, down)
    pixels, ink = inked(pixels, background)
    return layered(pixels, lambda one: mask.ifthenelse(one, ink, blend=True))


def rotated(pixels: pyvips.Image, degrees: float, size: Size, background: Color) -> pyvips.Image:
    """Turned clockwise round its middle, on a canvas of that size."""
    pixels, ink = inked(pixels, background)
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    x, y = (pixels.width - 1) / 2, (pixels.height - 1) / 2

    def step(one: pyvips.Image) -> pyvips.Image:
        return one.affine(
            [cosine, -sine, sine, cosine],
            oarea=[0, 0, size.width, size.height],
            odx=(size.width - 1) / 2 - cosine * x + sine * y,
            ody=(size.height - 1) / 2 - sine * x - cosine * y,
            background=ink,
            extend="background",
            premultiplied=True,
            interpolate=pyvips.Interpolate.new("bicubic"),
        )

    return layered(pixels, step)


def _mask(width: int, height: int, across: float, down: float) -> pyvips.Image:
    """255 where the picture stays, 0 where it is cut off, something between on the edge."""
    corner = _corner(across, down)
    right, bottom = width - corner.width, height - corner.height
    mask = (pyvips.Image.black(width, height) + 255).cast("uchar")
    for part, left, top in (
        (corner, 0, 0),
        (corner.fliphor(), right, 0),
        (corner.flipver(), 0, bottom),
        (corner.rot180(), right, bottom),
    ):
        mask = mask.insert(part, left, top)
    return mask


def _corner(across: float, down: float) -> pyvips.Image:
    """The mask's top left corner. A pixel's distance from the ellipse tells how much of it is inside."""
    at = pyvips.Image.xyz(math.ceil(across), math.ceil(down))
    x, y = (across - 0.5 - at[0]) / across, (down - 0.5 - at[1]) / down
    x, y = (x > 0).ifthenelse(x, 0), (y > 0).ifthenelse(y, 0)
    slope = 2 * ((x / across) ** 2 + (y / down) ** 2) ** 0.5
    away = (x * x + y * y - 1) / (slope < 1e-9).ifthenelse(1, slope)
    inside = (away < -0.5).ifthenelse(255, (away > 0.5).ifthenelse(0, (0.5 - away) * 255))
    return inside.rint().cast("uchar").copy_memory()


def composed(pixels: pyvips.Image, other: pyvips.Image, left: int, top: int, opacity: float) -> pyvips.Image:
    """The other, which is in memory, over a part of the picture."""
    if other.bands > 2 or pixels.bands > 2:
        pixels, other = (one if one.bands > 2 else one.colourspace("srgb") for one in (pixels, other))
    ink, alpha = _apart(other, opacity)
    if pixels.hasalpha():
        layer = ink.bandjoin(alpha)
        mixed = pixels.composite2(layer, "over", x=left, y=top, compositing_space=pixels.interpretation)
        return mixed.cast("uchar")
    # Several times as fast: where the layer is clear, the picture's own pixels are passed on as they are.
    ink, alpha = (one.embed(left, top, pixels.width, pixels.height) for one in (ink, alpha))
    return alpha.ifthenelse(ink, pixels, blend=True)


def _apart(other: pyvips.Image, opacity: float) -> tuple[pyvips.Image, pyvips.Image]:
    """Colour and alpha, without what else its file said."""
    other = other if other.hasalpha() else other.addalpha()
    other = without(other, sorted(set(other.get_fields()) - _PLAIN))
    ink, alpha = other.extract_band(0, n=other.bands - 1), other.extract_band(other.bands - 1)
    return ink, alpha if opacity == 1 else (alpha * opacity).rint().cast("uchar")


def tiled(pixels: pyvips.Image, size: Size) -> pyvips.Image:
    """The picture again and again until that size is full."""
    across, down = -(-size.width // pixels.width), -(-size.height // pixels.height)
    return pixels.replicate(across, down).crop(0, 0, size.width, size.height)


def outlined(pixels: pyvips.Image, box: Box, color: Color) -> pyvips.Image:
    """A line of an opaque colour along the inside of a box."""
    pixels, ink = over(pixels, color)
    across, down = box.size.width, box.size.height
    line = min(max(2, max(pixels.width, pixels.height) // 100), across, down)
    right, bottom = box.right - line, box.bottom - line
    bars = [(box.left, box.top, across, line), (box.left, bottom, across, line)]
    bars += [(box.left, box.top, line, down), (right, box.top, line, down)]
    for bar in bars:
        pixels = pixels.draw_rect(ink, *bar, fill=True)
    return pixels
