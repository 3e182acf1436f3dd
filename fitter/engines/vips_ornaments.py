"""Two of the sample pictures: a stained-glass rose, and leaves on nothing."""

from __future__ import annotations

import math

import pyvips

from fitter.engines.vips_brushes import Colour, billows, clamp, finished, grid, held, mix, noise, ramp, smooth

_PANE = 100
_BESIDE = [(across, down) for down in (-1, 0, 1) for across in (-1, 0, 1)]


def glass(side: int = 1200) -> pyvips.Image:
    """Panes in lead, lit from behind: gold in the middle, then red, violet and blue."""
    x, y = grid(side, side)
    nearest, second, pane = _panes(x, y, side // _PANE)
    lead = smooth(5.5, 3.5, second - nearest)
    rim = smooth(30, 4, second - nearest)
    ripples = billows(side, side, 44, 7) * 0.10 + noise(side, side, 9, 9) * 0.05
    light = rim * -0.42 + ripples + 1.08
    away = held(((x - side / 2) * (x - side / 2) + (y - side / 2) * (y - side / 2)) ** 0.5 * (2 / side))
    glow = (away * away * -2.2).exp() * 0.35
    shine = smooth(0.15, 0.5, billows(side, side, 300, 21)) * 0.12
    lit = held(pane * light) + held(glow + shine) * [1.0, 0.85, 0.6]
    ridge = smooth(4, 0, second - nearest) * 0.10
    return finished(mix(lit, held(ridge + 0.035) * [1.0, 1.0, 1.15], lead))


def _panes(x: pyvips.Image, y: pyvips.Image, count: int) -> tuple[pyvips.Image, pyvips.Image, pyvips.Image]:
    """Of the panes around each pixel: how far the nearest middle is, the second nearest, and the nearest's colour."""
    seeds = _seeds(count + 2)
    nearest = second = held(x * 0 + 9999)
    pane = held(x * 0 + [0, 0, 0])
    for across, down in _BESIDE:
        around = seeds.crop(1 + across, 1 + down, count, count).zoom(_PANE, _PANE)
        dx, dy = held(around[0] - x), held(around[1] - y)
        away = held((dx * dx + dy * dy) ** 0.5)
        closer = held(away < nearest)
        behind = held((away < second).ifthenelse(away, second))
        second = held(closer.ifthenelse(nearest, behind))
        nearest = held(closer.ifthenelse(away, nearest))
        pane = held(closer.ifthenelse(around.extract_band(2, n=3), pane))
    return nearest, second, pane


def _seeds(count: int) -> pyvips.Image:
    """A pixel for each pane: the x and y of its middle, and its colour."""
    chance = [pyvips.Image.gaussnoise(count, count, mean=0, sigma=1, seed=seed) for seed in (1, 2, 3, 4)]
    x, y = grid(count, count)
    x, y = ((at - 0.5 + clamp(jitter * 0.22 + 0.5) * 0.9 - 0.45) for at, jitter in zip((x, y), chance, strict=False))
    middle = (count - 2) / 2
    away = held(((x - middle) * (x - middle) + (y - middle) * (y - middle)) ** 0.5 * (1 / middle) + chance[2] * 0.09)
    stops = (
        (0.0, (1.0, 0.88, 0.42)),
        (0.25, (1.0, 0.62, 0.16)),
        (0.45, (0.90, 0.22, 0.16)),
        (0.65, (0.62, 0.12, 0.42)),
        (0.85, (0.22, 0.16, 0.60)),
        (1.05, (0.06, 0.34, 0.66)),
        (1.35, (0.05, 0.52, 0.56)),
    )
    colour = ramp(away, *stops) * clamp(chance[3] * 0.16 + 0.8)
    return held((x * _PANE).bandjoin([y * _PANE, colour]))


def leaf(side: int = 900) -> pyvips.Image:
    """Five leaves that spread from one stem, with soft shadows, on nothing."""
    x, y = grid(side, side)
    x, y = held((x - side / 2) * (1 / side)), held((y * -1 + side * 0.90) * (1 / side))
    colour, alpha = held(x * 0 + [0.05, 0.12, 0.08]), held(x * 0)
    for degrees, length, ripe in ((-66, 0.50, 0.9), (66, 0.50, 0.75), (-34, 0.68, 0.5), (34, 0.68, 0.35), (0, 0.80, 0.0)):
        sine, cosine = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
        along, aside = held((x * sine + y * cosine) * (1 / length)), held((x * cosine - y * sine) * (1 / length))
        shape = _shape(along, aside)
        shadow = held(shape.gaussblur(side / 75).wrap(x=0, y=side // 75) * 0.45)
        colour, alpha = _over(colour, alpha, [0.02, 0.08, 0.06], held(shadow * alpha))
        colour, alpha = _over(colour, alpha, _blade(along, aside, ripe), shape)
    return finished(colour, alpha)


def _shape(along: pyvips.Image, aside: pyvips.Image) -> pyvips.Image:
    """1 inside the leaf or on its stem, 0 outside: widest below the middle, pointed, with a fine saw along the edge."""
    inside = clamp(along)
    bow = (held(inside**0.75) * 180).sin()
    teeth = held(inside * 34 + aside.abs() * 22)
    edge = bow * (0.215 + (teeth - teeth.floor()) * 0.014)
    width = held(edge - aside.abs())
    stem = smooth(0.006, 0.003, aside.abs()) * smooth(-0.09, -0.085, along) * smooth(0.2, 0.1, along)
    blade = smooth(-0.0015, 0.0015, width)
    return held((blade > stem).ifthenelse(blade, stem))


def _blade(along: pyvips.Image, aside: pyvips.Image, ripe: float) -> pyvips.Image:
    """The colours of a leaf: one half in the light, veins, and a warmer tip the riper it is."""
    low, high = (0.03, 0.30, 0.20), (0.42, 0.72, 0.22)
    tip: Colour = [a + (b - a) * ripe for a, b in zip(high, (0.98, 0.62, 0.15), strict=True)]
    foot: Colour = [a + (b - a) * ripe for a, b in zip(low, (0.42, 0.22, 0.10), strict=True)]
    green = ramp(along + aside.abs() * 0.6, (0.0, foot), (0.95, tip))
    rib = held((along - aside.abs() * 1.15) * 11)
    rib = held((rib - rib.floor() - 0.5).abs())
    veins = smooth(0.07, 0.02, rib) * smooth(0.2, 0.03, aside.abs()) * 0.55
    middle = smooth(0.010, 0.004, aside.abs() + along * 0.005)
    swell = smooth(0.5, 0.1, rib) * -0.10
    half = smooth(-0.004, 0.004, aside) * 0.16
    lit = green * (held(swell + half + 0.95))
    return mix(lit, [0.88, 0.93, 0.62], held((veins > middle).ifthenelse(veins, middle * 0.85)) * 0.7)


def _over(
    below: pyvips.Image, cover: pyvips.Image, ink: pyvips.Image | Colour, alpha: pyvips.Image
) -> tuple[pyvips.Image, pyvips.Image]:
    """Ink with an alpha over what is there; the colour under clear pixels is the ink's, so that no edge gets a fringe."""
    total = held(alpha + cover * (alpha * -1 + 1))
    share = held((total > 0).ifthenelse(alpha / total, 1))
    return mix(below, ink, share), total
