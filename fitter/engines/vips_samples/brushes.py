"""What the sample pictures are painted with: coordinates, noise, soft edges and colours, all of them libvips images.

Colours are three numbers from 0 to 1, and so is every value of a mask; y points down.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pyvips

Colour = Sequence[float]


def grid(width: int, height: int) -> tuple[pyvips.Image, pyvips.Image]:
    """Each pixel's x and y."""
    at = pyvips.Image.xyz(width, height).cast("float")
    return at[0], at[1]


def held(image: pyvips.Image) -> pyvips.Image:
    """The image computed once: libvips would compute it again for each place where it is used."""
    return image.copy_memory()


def clamp(value: pyvips.Image) -> pyvips.Image:
    """Nothing below 0 or above 1."""
    value = held(value)
    value = held((value > 0).ifthenelse(value, 0.0))
    return (value < 1).ifthenelse(value, 1.0)


def steps(value: pyvips.Image) -> pyvips.Image:
    """0 to 1 as 0 to 255; a cast clips by itself, and much faster than comparisons do."""
    return (value * 255).rint().cast("uchar")


def smooth(low: float, high: float, value: pyvips.Image) -> pyvips.Image:
    """From 0 at ``low`` to 1 at ``high``, without a kink."""
    t = held(pyvips.Image.identity().cast("float") * (1 / 255))
    return held(steps((value - low) * (1 / (high - low))).maplut(t * t * (t * -2 + 3)))


def mix(one: pyvips.Image, other: pyvips.Image | Colour, share: pyvips.Image) -> pyvips.Image:
    """From one to the other."""
    return held(steps(share).ifthenelse(other, one, blend=True))


def ramp(value: pyvips.Image, *stops: tuple[float, Colour]) -> pyvips.Image:
    """A gradient: the colours at their values, and between them what lies between."""
    value = held(value)
    colour = value * 0 + list(stops[0][1])
    for (low, _), (high, ink) in pairwise(stops):
        colour = mix(colour, list(ink), (value - low) * (1 / (high - low)))
    return colour


def noise(width: int, height: int, cell: int, seed: int) -> pyvips.Image:
    """Perlin noise, from -1 to 1."""
    return pyvips.Image.perlin(width, height, cell_size=cell, seed=seed)


def billows(width: int, height: int, cell: int, seed: int, stretch: int = 1) -> pyvips.Image:
    """Soft noise in two octaves, drawn small and enlarged; stretched along x."""
    across, down, cell = width // (4 * stretch) + 1, height // 4 + 1, cell // 4
    small = noise(across, down, cell, seed) + noise(across, down, cell // 2, seed + 1) * 0.5
    return held(held(small).resize(width / across, vscale=height / down, kernel="linear"))


def row(width: int, cell: int, seed: int, octaves: int = 4) -> pyvips.Image:
    """Noise with ever finer detail along x, one pixel high."""
    total = pyvips.Image.black(width, 1).cast("float")
    for octave in range(octaves):
        size = max(4, cell >> octave)
        total += noise(width, size, size, seed + octave).crop(0, size // 2, width, 1) * (1.6 * 0.5**octave)
    return held(total)


def spread(image: pyvips.Image, width: int, height: int) -> pyvips.Image:
    """A row or a column repeated to a size."""
    return held(image).embed(0, 0, width, height, extend="copy")


def finished(colour: pyvips.Image, alpha: pyvips.Image | None = None) -> pyvips.Image:
    """Colours as bytes; half a step of noise keeps the soft gradients from showing bands."""
    grain = pyvips.Image.gaussnoise(colour.width, colour.height, mean=0, sigma=0.6 / 255, seed=1)
    pixels = steps(colour + grain).copy(interpretation="srgb")
    return pixels if alpha is None else pixels.bandjoin(steps(alpha))
