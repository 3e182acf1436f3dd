"""How much a written picture is like the original: one number, for eyes that see light better than colour."""

from __future__ import annotations

import pyvips

_TILE = 192
_TILES = 16
_WINDOW = 7  # not a divisor of the encoders' blocks: their edges are seen too
_C1, _C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
_GREY = 128.0


def sample(pixels: pyvips.Image) -> pyvips.Image:
    """Pieces of a large picture from all over it, beside each other; a small one as it is."""
    across, down = max(1, pixels.width // _TILE), max(1, pixels.height // _TILE)
    if across * down <= _TILES:
        return pixels
    columns = min(across, 4 if down >= 4 else _TILES // down)
    rows = min(down, _TILES // columns)
    width, height = min(_TILE, pixels.width), min(_TILE, pixels.height)
    places = [(x, y) for y in _spread(pixels.height - height, rows) for x in _spread(pixels.width - width, columns)]
    return pyvips.Image.arrayjoin([pixels.crop(x, y, width, height) for x, y in places], across=columns).copy_memory()


def _spread(room: int, count: int) -> list[int]:
    return [room * (2 * at + 1) // (2 * count) for at in range(count)]


def likeness(one: pyvips.Image, other: pyvips.Image) -> float:
    """The mean structural similarity (SSIM) of lightness in windows beside each other: 1 is the same picture."""
    one, other = _light(one), _light(other)
    mean_one, mean_other = _windows(one), _windows(other)
    spread_one = _windows(one * one) - mean_one * mean_one
    spread_other = _windows(other * other) - mean_other * mean_other
    common = _windows(one * other) - mean_one * mean_other
    above = (mean_one * mean_other * 2 + _C1) * (common * 2 + _C2)
    below = (mean_one * mean_one + mean_other * mean_other + _C1) * (spread_one + spread_other + _C2)
    return float((above / below).avg())


def _light(pixels: pyvips.Image) -> pyvips.Image:
    pixels = pixels.flatten(background=_GREY) if pixels.hasalpha() else pixels
    return pixels.colourspace("b-w")[0].cast("float")


def _windows(pixels: pyvips.Image) -> pyvips.Image:
    return pixels.shrink(min(_WINDOW, pixels.width), min(_WINDOW, pixels.height))
