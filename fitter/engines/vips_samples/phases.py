"""The sample animation: the moon goes through its phases over a lake."""

from __future__ import annotations

import math

import pyvips

from fitter.engines.vips_samples.brushes import billows, clamp, finished, grid, held, mix, noise, ramp, row, smooth

_SIZE = (480, 320)
_FRAMES = 12
_SHORE = 236  # how far down the water begins
_DELAY = 150  # milliseconds


def moon() -> pyvips.Image:
    """Twelve frames below each other, as libvips writes them; the last goes over into the first."""
    face = _face()
    sky = _sky(face[0])
    frames = [_frame(sky, face, math.tau * (number + 4) / _FRAMES) for number in range(_FRAMES)]
    film = pyvips.Image.arrayjoin(frames, across=1).copy()
    film.set_type(pyvips.GValue.gint_type, "page-height", _SIZE[1])
    film.set_type(pyvips.GValue.gint_type, "loop", 0)
    film.set_type(pyvips.GValue.array_int_type, "delay", [_DELAY] * _FRAMES)
    return film


def _sky(disc: pyvips.Image) -> pyvips.Image:
    """Night above a ridge; no star shines through the moon."""
    _, y = grid(*_SIZE)
    sky = ramp(y * (1 / _SHORE), (0.0, (0.02, 0.03, 0.10)), (0.7, (0.07, 0.10, 0.24)), (1.0, (0.16, 0.20, 0.36)))
    stars = smooth(0.50, 0.65, noise(*_SIZE, 6, 31)) * (disc * -0.8 + 0.8)
    ridge = row(_SIZE[0], 160, 5).embed(0, 0, *_SIZE, extend="copy") * 26 + (_SHORE - 34)
    return mix(held(sky + stars * [1.0, 1.0, 0.9]), [0.02, 0.03, 0.06], smooth(-1, 1, held(y - ridge)))


def _face() -> tuple[pyvips.Image, pyvips.Image, pyvips.Image, pyvips.Image]:
    """The moon's disc: how much of a pixel is on it, its x and depth on the ball, and how bright its ground is."""
    x, y = grid(*_SIZE)
    u, v = held((x - _SIZE[0] / 2) * (1 / 82)), held((y - 104) * (1 / 82))
    away = held((u * u + v * v) ** 0.5)
    depth = held(clamp(away * away * -1 + 1) ** 0.5)
    ground = clamp(billows(*_SIZE, 48, 3) * 0.28 + noise(*_SIZE, 10, 8) * 0.10 + 0.78)
    return smooth(1.0, 0.98, away), u, depth, ground


def _frame(
    sky: pyvips.Image, face: tuple[pyvips.Image, pyvips.Image, pyvips.Image, pyvips.Image], angle: float
) -> pyvips.Image:
    """The sun stands at that angle: 0 is new moon, half a turn is full moon."""
    disc, u, depth, ground = face
    light = clamp((u * math.sin(angle) - depth * math.cos(angle)) * 1.5 + 0.02)
    lit = held(light * ground)
    scene = held(sky + disc * (lit * [1.0, 0.95, 0.82]))
    x, y = grid(*_SIZE)
    across = clamp((x + (y * 0.9 + (x * 0.03).sin() * 2).sin() * 3 - 1) * (1 / (_SIZE[0] - 3))) * (_SIZE[0] - 3) + 1
    water = scene.mapim(held(across).bandjoin(held(y * -1 + 2 * _SHORE))) * 0.55 + [0.01, 0.02, 0.05]
    return finished(mix(scene, held(water), smooth(_SHORE - 1, _SHORE, y)))
