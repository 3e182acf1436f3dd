"""What the sample pictures are painted with: coordinates, noise, soft edges and colours, all of them libvips images.

Colours are three numbers from 0 to 1, and so is every value of a mask; y points down.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyvips

Colour = Sequence[float]


def grid(width: int, height: int) -> tuple[pyvips.Image, pyvips.Image]:
    """Each pixel's x and y."""
    at = pyvips.Image.xyz(width, height).cast("float")
    return at[0], at[1]


def clamp(value: pyvips.Image) -> pyvips.Image:
    """Nothing below 0 or above 1."""
    value = (value > 0).ifthenelse(value, 0.0)
    return (value < 1).ifthenelse(value, 1.0)


def smooth(low: float, high: float, value: pyvips.Image) -> pyvips.Image:
    """From 0 at ``low`` to 1 at ``high``, without a kink."""
    t = clamp((value - low) * (1 / (high - low)))
    return t * t * (t * -2 + 3)


def mix(one: Any, other: Any, share: pyvips.Image) -> pyvips.Image:
    """From one to the other, numbers or images."""
    return share * _minus(other, one) + one


def _minus(one: Any, other: Any) -> Any:
    if isinstance(one, pyvips.Image) or isinstance(other, pyvips.Image):
        return one - other if isinstance(one, pyvips.Image) else other * -1 + one
    return [a - b for a, b in zip(one, other, strict=True)]


def ramp(value: pyvips.Image, *stops: tuple[float, Colour]) -> pyvips.Image:
    """A gradient: the colours at their values, and between them what lies between."""
    colour = smooth(0, 1, value * 0) + list(stops[0][1])
    for (low, _), (high, ink) in zip(stops, stops[1:], strict=False):
        colour = mix(colour, list(ink), clamp((value - low) * (1 / (high - low))))
    return colour


def noise(width: int, height: int, cell: int, seed: int) -> pyvips.Image:
    """Perlin noise, from -1 to 1."""
    return pyvips.Image.perlin(width, height, cell_size=cell, seed=seed)


def billows(width: int, height: int, cell: int, seed: int, stretch: int = 1) -> pyvips.Image:
    """Soft noise in two octaves, drawn small and enlarged; stretched along x."""
    across, down, cell = width // (4 * stretch) + 1, height // 4 + 1, cell // 4
    small = noise(across, down, cell, seed) + noise(across, down, cell // 2, seed + 1) * 0.5
    return small.copy_memory().resize(width / across, vscale=height / down, kernel="cubic")


def row(width: int, cell: int, seed: int, octaves: int = 4) -> pyvips.Image:
    """Noise with ever finer detail along x, one pixel high."""
    total = pyvips.Image.black(width, 1).cast("float")
    for octave in range(octaves):
        size = max(4, cell >> octave)
        total += noise(width, size, size, seed + octave).crop(0, size // 2, width, 1) * (1.6 * 0.5**octave)
    return total.copy_memory()


def tall(row: pyvips.Image, height: int) -> pyvips.Image:
    """A row repeated down to a height."""
    return row.copy_memory().embed(0, 0, row.width, height, extend="copy")


def finished(colour: pyvips.Image, alpha: pyvips.Image | None = None) -> pyvips.Image:
    """Colours as bytes; half a step of noise keeps the soft gradients from showing bands."""
    grain = pyvips.Image.gaussnoise(colour.width, colour.height, mean=0, sigma=0.6, seed=1)
    pixels = (clamp(colour) * 255 + grain).rint().cast("uchar").copy(interpretation="srgb")
    return pixels if alpha is None else pixels.bandjoin((clamp(alpha) * 255).rint().cast("uchar"))
