"""Two of the sample pictures: ridges in the morning mist, and northern lights over a lake."""

from __future__ import annotations

import pyvips

from fitter.engines.vips_samples.brushes import (
    billows,
    clamp,
    finished,
    grid,
    held,
    mix,
    noise,
    ramp,
    row,
    smooth,
    spread,
    steps,
)

_INKS = (
    (0.95, 0.70, 0.60),
    (0.72, 0.53, 0.57),
    (0.47, 0.40, 0.54),
    (0.34, 0.30, 0.45),
    (0.22, 0.22, 0.34),
    (0.12, 0.14, 0.24),
    (0.04, 0.07, 0.15),
)
_MIST = (1.0, 0.83, 0.74)


def mountains(width: int = 1600, height: int = 1067) -> pyvips.Image:
    """Ridge behind ridge in the mist, and the sun just over them."""
    x, y = grid(width, height)
    picture = _morning(x * (1 / height), y * (1 / height))
    patches = held(billows(width, height, 280, 90, 3) * 0.5 + 0.75)
    _, down = grid(1, height)
    for layer, ink in enumerate(_INKS):
        depth = layer / (len(_INKS) - 1)
        level = 0.46 + 0.46 * depth**1.1
        top = (_ridge(width, depth, 11 * layer + 3) + level) * height
        fog = smooth(level - 0.02, level + 0.09 + 0.06 * depth, down * (1 / height)) * (0.75 - 0.45 * depth)
        misty = spread(fog, width, height) * (patches.fliphor() if layer % 2 else patches)
        colour = steps(misty).maplut(ramp(_level(), (0, ink), (1, _MIST)))
        picture = mix(picture, colour, smooth(-0.8, 0.8, y - spread(top, width, height)))
    return finished(picture)


def _level() -> pyvips.Image:
    """From 0 to 1 in 256 steps: gradients in a table are faster than gradients mixed everywhere."""
    return grid(256, 1)[0] * (1 / 255)


def _morning(x: pyvips.Image, y: pyvips.Image) -> pyvips.Image:
    _, down = grid(1, y.height)
    down = held(down * (1 / y.height))
    stops = ((0.0, (0.13, 0.22, 0.43)), (0.2, (0.40, 0.43, 0.64)), (0.36, (0.90, 0.64, 0.62)), (0.5, (1.0, 0.84, 0.62)))
    streaks = smooth(0.0, 0.9, billows(x.width, x.height, 60, 5, 8))
    streaks *= spread(smooth(0.48, 0.1, down) * 0.55, x.width, x.height)
    sky = mix(spread(ramp(down, *stops), x.width, x.height), [1.0, 0.78, 0.70], streaks)
    away = held(((x - 1.0) * (x - 1.0) + (y - 0.375) * (y - 0.375)) ** 0.5)
    sky += (away * -6).exp() * [0.50, 0.34, 0.14]
    return mix(sky, [1.0, 0.97, 0.86], smooth(0.056, 0.051, away))


def _ridge(width: int, depth: float, seed: int) -> pyvips.Image:
    """How far each column's top is below the level: sharp far away, and with trees on it close by."""
    rough = row(width, int(300 + 260 * depth), seed, 7) * (0.055 + 0.05 * depth)
    peaks = row(width, 220, seed + 70, 5).abs() * (0.10 * (1 - depth))
    trees = _trees(width, seed) * (0.028 + 0.05 * (depth - 0.6)) if depth > 0.6 else 0
    return rough - peaks - trees


def _trees(width: int, seed: int) -> pyvips.Image:
    """The outline of a forest: spires of every width and height, one behind the other."""
    x, _ = grid(width, 1)
    outline = held(x * 0)
    for number, pitch in enumerate((13, 19, 29, 41)):
        place = x * (1 / pitch)
        spire = 1 - (place - place.floor() - 0.5).abs() * 2.6
        height = clamp(noise(width, 64, 36, seed + number).crop(0, 20, width, 1) * 0.9 + 0.55)
        spire = spire * height * (pitch / 41) ** 0.5
        spire = held(spire)
        outline = held((spire > outline).ifthenelse(spire, outline))
    return outline


def aurora(width: int = 1600, height: int = 1000) -> pyvips.Image:
    """Northern lights, stars, and both again in a lake."""
    shore = int(height * 0.78)
    sky = _night(width, shore)
    x, y = grid(width, shore)
    for number, (base, glow) in enumerate(((0.74, 1.0), (0.56, 0.75), (0.38, 0.45))):
        sky += _curtain(x, y, base * shore, 23 * number + 2) * glow
    hills = row(width, 420, 31, 7) * 0.03 + 0.965 - _trees(width, 8) * 0.06
    ground = smooth(-0.8, 0.8, y - spread(hills * shore, width, shore))
    land = mix(held(sky), [0.008, 0.016, 0.03], ground)
    return finished(land.join(_water(land, height - shore), "vertical"))


def _night(width: int, height: int) -> pyvips.Image:
    _, down = grid(1, height)
    stops = ((0, (0.01, 0.02, 0.07)), (0.6, (0.02, 0.07, 0.15)), (1, (0.05, 0.18, 0.24)))
    sky = spread(ramp(down * (1 / height), *stops), width, height)
    for seed, rare, size, glow in ((3, 3.15, 0.6, 1.8), (4, 3.7, 1.0, 3.6), (5, 4.25, 1.7, 6)):
        spots = (pyvips.Image.gaussnoise(width, height, mean=0, sigma=1, seed=seed) > rare).gaussblur(size)
        sky += spots * (glow * size * size / 255)
    return sky


def _curtain(x: pyvips.Image, y: pyvips.Image, base: float, seed: int) -> pyvips.Image:
    """A sheet of light: sharp below, fading upwards, in folds and rays."""
    width, height = x.width, x.height
    sway = held(billows(width, height, 420, seed + 40) * 60)
    up = held(spread(row(width, 520, seed, 3) * (-0.16 * height) + base, width, height) + sway * 0.5 - y)
    rays = spread(row(width + 300, 90, seed + 9, 4) * 0.5 + 0.85, width + 300, height)
    bent = held(rays).mapim((x + sway + 150).bandjoin(y), extend="mirror")
    light = smooth(-14, 22, up) * (up * (-1 / (height * 0.20))).exp() * clamp(bent)
    light *= spread(smooth(-0.7, 0.5, row(width, 640, seed + 17, 2)), width, height)
    return _tint(up * (1 / height)) * light


def _tint(up: pyvips.Image) -> pyvips.Image:
    """Green at the hem, then blue, then purple."""
    stops = ((0, (0.30, 1.0, 0.55)), (0.16, (0.10, 0.85, 0.62)), (0.34, (0.35, 0.35, 0.95)), (0.6, (0.85, 0.2, 0.7)))
    return steps(up).maplut(ramp(_level(), *stops))


def _water(land: pyvips.Image, height: int) -> pyvips.Image:
    """The mirrored land, darker and in ripples that are wider on this side of the lake."""
    x, y = grid(land.width, height)
    ripple = noise(land.width, height * 8, 40, 77).resize(1, vscale=1 / 8) * (y * 0.10 + 3)
    wide = held(land.embed(40, 0, land.width + 80, land.height, extend="mirror").flipver())
    mirror = wide.mapim((x + ripple + 40).bandjoin(y * 1.9 + ripple), extend="mirror")
    shade = ramp(grid(1, height)[1] * (1 / height), (0, (0.62, 0.66, 0.72)), (1, (0.34, 0.42, 0.55)))
    return mirror * spread(shade, land.width, height)
