"""Three of the sample pictures: a stained-glass rose, leaves on nothing, and a gilt frame."""

from __future__ import annotations

import math

import pyvips

from fitter.engines.vips_samples.brushes import billows, clamp, finished, grid, held, mix, noise, ramp, smooth

_PANE = 100
_BESIDE = [(across, down) for down in (-1, 0, 1) for across in (-1, 0, 1)]


def glass(side: int = 1200) -> pyvips.Image:
    """Panes in lead, lit from behind: gold in the middle, then red, violet and blue."""
    x, y = grid(side, side)
    gap, pane = _panes(side)
    lead, rim = smooth(5.5, 3.5, gap), smooth(30, 4, gap)
    ripples = billows(side, side, 44, 7) * 0.10 + noise(side, side, 9, 9) * 0.05
    light = rim * -0.42 + ripples + 1.08
    away = held(((x - side / 2) * (x - side / 2) + (y - side / 2) * (y - side / 2)) ** 0.5 * (2 / side))
    glow = (away * away * -2.2).exp() * 0.35
    shine = smooth(0.15, 0.5, billows(side, side, 300, 21)) * 0.12
    lit = held(pane * light) + held(glow + shine) * [1.0, 0.85, 0.6]
    ridge = smooth(4, 0, gap) * 0.10
    return finished(mix(lit, held(ridge + 0.035) * [1.0, 1.0, 1.15], lead))


def _panes(side: int) -> tuple[pyvips.Image, pyvips.Image]:
    """How much nearer each pixel is to its pane's middle than to any other, and its pane's colour.

    Worked out at half size, four times as fast: the steps between colours lie under the lead.
    """
    x, y = grid(side // 2, side // 2)
    count = side // _PANE
    seeds = _seeds(count + 2)
    nearest = second = held(x * 0 + 9999)
    pane = held(x * 0 + [0, 0, 0])
    for across, down in _BESIDE:
        around = seeds.crop(1 + across, 1 + down, count, count).zoom(_PANE // 2, _PANE // 2)
        dx, dy = held(around[0] - x * 2), held(around[1] - y * 2)
        away = held((dx * dx + dy * dy) ** 0.5)
        closer = held(away < nearest)
        second = held(closer.ifthenelse(nearest, (away < second).ifthenelse(away, second)))
        nearest = held(closer.ifthenelse(away, nearest))
        pane = held(closer.ifthenelse(around.extract_band(2, n=3), pane))
    return held(held(second - nearest).resize(2, kernel="linear")), pane.zoom(2, 2)


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
    """A leaf in autumn and its soft shadow, on nothing."""
    x, y = grid(side, side)
    x, y = held((x - side * 0.13) * (1 / side)), held((y * -1 + side * 0.87) * (1 / side))
    sine, cosine, length = math.sin(math.radians(43)), math.cos(math.radians(43)), 1.03
    along = held((x * sine + y * cosine) * (1 / length))
    bent = (along - 0.5) * (along - 0.5) * 0.30 - 0.05
    aside = held((x * cosine - y * sine) * (1 / length) + bent)
    shape = _shape(along, aside)
    shadow = held(shape.gaussblur(side / 60).wrap(x=side // 90, y=side // 45) * 0.42)
    share = held((shape > 0.003).ifthenelse(shape, 0))
    colour = mix(held(x * 0 + [0.10, 0.05, 0.10]), _blade(along, aside), share**0.3)
    return finished(colour, shape + shadow * (shape * -1 + 1))


def _shape(along: pyvips.Image, aside: pyvips.Image) -> pyvips.Image:
    """1 inside the leaf or on its stem, 0 outside: widest below the middle, with a tip, and teeth where veins end."""
    inside = clamp((along - 0.1) * (1 / 0.9))
    bow = held((held(inside**0.82) * 180).sin())
    teeth = _veins(along, aside)
    edge = held(bow**1.25) * (0.262 - teeth * 0.024) - 0.003
    blade = smooth(-0.0012, 0.0012, edge - aside.abs())
    stem = smooth(0.0015, -0.0005, aside.abs() - 0.006 + along * 0.01)
    stem = held(stem * smooth(-0.03, -0.025, along) * smooth(0.4, 0.2, along))
    return held((blade > stem).ifthenelse(blade, stem))


def _veins(along: pyvips.Image, aside: pyvips.Image) -> pyvips.Image:
    """How far from the next side vein, 0 to 0.5; they leave the rib at a slant and bend towards the tip."""
    away = held(aside.abs())
    place = held((along - away * 0.62 - away * away * 1.6) * 13)
    return held((place - place.floor() - 0.5).abs())


def _blade(along: pyvips.Image, aside: pyvips.Image) -> pyvips.Image:
    """The colours of the leaf: from green by gold to red, half of it in the light, with veins."""
    away, veins = held(aside.abs()), _veins(along, aside)
    ripe = along + away * 1.1 + billows(along.width, along.height, 200, 12) * 0.10
    stops = (
        (0.10, (0.10, 0.36, 0.20)),
        (0.38, (0.52, 0.62, 0.16)),
        (0.62, (0.96, 0.70, 0.16)),
        (0.84, (0.93, 0.38, 0.12)),
        (1.08, (0.70, 0.10, 0.14)),
    )
    light = smooth(-0.004, 0.004, aside) * -0.15 + smooth(0.0, 0.5, veins) * 0.16 + 0.92
    grain = noise(along.width, along.height, 12, 5) * 0.05
    small = smooth(0.055, 0.02, held(veins + away * 0.06)) * smooth(0.26, 0.02, away) * 0.65
    rib = smooth(0.0016, -0.0010, away - 0.0065 + along * 0.0055) * 0.9
    line = held((small > rib).ifthenelse(small, rib))
    return mix(ramp(ripe, *stops) * held(light + grain), [0.99, 0.90, 0.62], line)


def frame(side: int = 96, band: int = 22) -> pyvips.Image:
    """A gilt frame as a nine-patch: its middle may be stretched, and its shadow lies on the picture inside."""
    x, y = grid(side, side)
    across, down = _edge(x, side), _edge(y, side)
    upright = across < down
    away = held(upright.ifthenelse(across, down))
    stops = (
        (0.0, (0.30, 0.17, 0.06)),
        (0.14, (0.72, 0.50, 0.18)),
        (0.32, (0.98, 0.84, 0.46)),
        (0.5, (0.62, 0.40, 0.13)),
        (0.72, (0.90, 0.70, 0.30)),
        (0.9, (0.99, 0.90, 0.60)),
        (1.0, (0.22, 0.12, 0.05)),
    )
    lit = held(upright.ifthenelse(x, y) < side / 2).ifthenelse(0.10, -0.10)
    gilt = ramp(away * (1 / band), *stops) + lit
    inside = held(away >= band)
    shadow = smooth(band + 9, band, away) * 0.5
    patch = finished(mix(gilt, [0.05, 0.03, 0.02], inside * (1 / 255)), inside.ifthenelse(shadow, 1.0))
    return _marked(patch, (side * 5 // 12, side // 6), (band, side - 2 * band))


def _edge(at: pyvips.Image, side: int) -> pyvips.Image:
    """How far from the nearer end."""
    return held(((at - (side - 1) / 2).abs() * -1) + (side - 1) / 2)


def _marked(patch: pyvips.Image, stretched: tuple[int, int], content: tuple[int, int]) -> pyvips.Image:
    """With a border of one pixel, black where it marks: start and length of what is stretched, and of the content."""
    whole = patch.embed(1, 1, patch.width + 2, patch.height + 2)
    last = whole.width - 1
    for (start, length), edge in ((stretched, 0), (content, last)):
        black = pyvips.Image.black(length, 1, bands=3).bandjoin(255).cast("uchar").copy(interpretation="srgb")
        whole = whole.insert(black, start + 1, edge).insert(black.rot90(), edge, start + 1)
    return whole
