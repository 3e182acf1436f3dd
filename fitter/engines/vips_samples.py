"""The sample pictures of ``fitter serve --dev``, painted with libvips alone.

``python -m fitter.engines.vips_samples FOLDER``. What is already there stays.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from pathlib import Path

import pyvips

Paint = tuple[float, float, float]
_PANES = 104


def paint(folder: Path) -> None:
    """Paint what is not there yet; each file appears whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (make, write) in SAMPLES.items():
        if not (folder / name).exists():
            aside = folder / f".{name}.new"
            aside.write_bytes(write(make()))
            aside.replace(folder / name)


def mountains() -> pyvips.Image:
    """Ridges in the mist, the sun just above them: 1600x1067."""
    width, height = 1600, 1067
    x, y = _places(width, height)
    picture = _blend(_flat(x, (38, 70, 120)), _flat(x, (255, 196, 140)), _clamp(y / 620))
    away = ((x - 1080) ** 2 + (y - 430) ** 2) ** 0.5
    picture = _blend(picture, _flat(x, (255, 226, 170)), (away / -190).exp() * 0.9)
    picture = _blend(picture, _flat(x, (255, 248, 224)), _clamp(52 - away))
    for number in range(6):
        near = number / 5
        crest = 470 + 95 * number - (60 + 110 * near) * _ridge(width, height, 420 - 40 * number, 11 * number + 3)
        ridge = _blend(_flat(x, (196, 150, 140)), _flat(x, (18, 30, 48)), near**0.8)
        mist = _clamp((y - crest) / (190 + 40 * number)) * (0.75 - 0.5 * near)
        picture = _blend(picture, _blend(ridge, _flat(x, (255, 205, 165)), mist), _clamp(y - crest + 0.5))
    return _finished(picture, grain=2)


def glass() -> pyvips.Image:
    """A window of coloured glass in lead: 1200x1200."""
    side, half = 1200, 400
    x, y = _places(half, half)
    first, second, pane = x * 0 + half * half, x * 0 + half * half, x * 0
    for number in range(_PANES):
        # The golden angle spreads the panes like the seeds of a sunflower; the second wave shakes them a little.
        turn, away = number * 2.399963, 28.5 * math.sqrt(number) + 10 * math.sin(number * 7.3)
        across, down = x - half / 2 - away * math.cos(turn), y - half / 2 - away * math.sin(turn)
        distance = across * across + down * down
        nearer = distance < first
        second = nearer.ifthenelse(first, (distance < second).ifthenelse(distance, second))
        first, pane = nearer.ifthenelse(distance, first), nearer.ifthenelse(number, pane)
        # Computed at every step: a long chain would be computed anew for each of its ends.
        first, second, pane = (one.copy_memory() for one in (first, second, pane))
    tints = pyvips.Image.new_from_array([[_hue(number)[band] for number in range(_PANES)] for band in range(3)])
    colour = _joined([pane.maplut(tints.crop(0, band, _PANES, 1)) for band in range(3)])
    first, second = ((one**0.5).resize(3, kernel="linear") for one in (first, second))
    x, y = _places(side, side)
    lamp = _clamp(1.18 - (((x - 430) ** 2 + (y - 380) ** 2) ** 0.5) / 1150)
    ripple = 0.92 + 0.14 * pyvips.Image.perlin(side, side, cell_size=70, seed=9)
    light = lamp * ripple * (1.08 - first * 0.0052)
    lead = _clamp((second - first) * 0.9 - 1.6)
    return _finished(_blend(_flat(x, (20, 19, 26)), colour.resize(3, kernel="nearest") * light, lead))


def _hue(number: int) -> Paint:
    """The colour of a pane."""
    share = number * 0.031 + 0.05 * math.sin(number * 3.1)
    tones = (0.5 + 0.5 * math.cos(2 * math.pi * (share + shift)) for shift in (0.0, 0.67, 0.36))
    red, green, blue = (60 + 190 * tone for tone in tones)
    return red, green, blue


def aurora() -> pyvips.Image:
    """Northern lights over a lake: 1600x1000."""
    width, height, shore = 1600, 1000, 700
    x, y = _places(width, height)
    sky = _blend(_flat(x, (5, 8, 26)), _flat(x, (20, 52, 76)), _clamp(y / shore) ** 2)
    stars = pyvips.Image.gaussnoise(width, height, mean=0, sigma=1, seed=5) > 3.35
    sky = sky + _bands(stars.ifthenelse(210, 0).gaussblur(0.7) * 2.2)
    for number, (tint, low) in enumerate((((70, 255, 150), 560), ((90, 220, 255), 470), ((190, 110, 255), 400))):
        foot = low + 110 * _ridge(width, height, 520, 40 + number)
        rays = 0.55 + 0.75 * _ridge(width, height, 38, 60 + number)
        glow = _clamp((y - foot + 330) / 330) ** 2 * _clamp((foot - y) / 26 + 1) * rays * (0.95 - 0.2 * number)
        sky = sky + _flat(x, tint) * _clamp(glow)
    sky = sky.gaussblur(1.2)
    lake = sky.crop(0, 0, width, shore).flipver().crop(0, 0, width, height - shore).gaussblur(3) * 0.55
    hills = shore - 30 - 70 * _ridge(width, height, 260, 90)
    picture = sky.insert(lake, 0, shore)
    land = _clamp(y - hills) * _clamp(shore + 8 - y)
    return _finished(_blend(picture, _flat(x, (4, 7, 14)), land), grain=2)


def leaf() -> pyvips.Image:
    """A leaf with soft edges on nothing: 1000x1000 with alpha."""
    side = 1000
    x, y = _places(side, side)
    across, down = (x - side / 2) / 350, (side * 0.52 - y) / 350
    angle, away = across.abs().atan2(down), (across**2 + down**2) ** 0.5  # degrees from the tip, the same on both sides
    edge = _lobes(angle)
    inside = _clamp((edge - away) * 350 / 3)
    vein = _clamp(1.6 - across.abs() * 230) * _clamp((0.98 - away) * 5)
    for lean in (42, 88, 135):
        off = (angle - lean).abs() * away * 4
        vein = vein + _clamp(1.3 - off) * _clamp((0.93 * edge - away) * 6)
    colour = _blend(_flat(x, (196, 58, 22)), _flat(x, (252, 186, 62)), _clamp(1 - away / (edge + 0.05)))
    colour = colour * (0.9 + 0.22 * pyvips.Image.perlin(side, side, cell_size=90, seed=3))
    colour = _blend(colour, _flat(x, (255, 232, 160)), _clamp(vein) * 0.8)
    stem = _clamp((6 - (across * 350 - (down + 0.3) ** 2 * 90).abs()) / 2) * _clamp((-0.1 - down) * 130)
    stem = stem * _clamp((down + 1.16) * 130)
    colour = _blend(_flat(x, (150, 66, 30)), colour, inside)
    return _finished(colour).bandjoin((_clamp(inside + stem) * 255).cast("uchar"))


def _lobes(angle: pyvips.Image) -> pyvips.Image:
    """The leaf's outline: how far from the middle in each direction (degrees, 0 is up)."""
    point = (1 - angle / 26) * 0.3
    lobes = ((angle * 7.3).cos() * 0.16) * _clamp((165 - angle) / 30)
    teeth = (angle * 31).cos() * 0.022
    stalk = _clamp((angle - 158) / 22) * 0.34
    return 0.8 + _clamp(point) + lobes + teeth - stalk


def _places(width: int, height: int) -> tuple[pyvips.Image, pyvips.Image]:
    place = pyvips.Image.xyz(width, height)
    return place[0].cast("float"), place[1].cast("float")


def _ridge(width: int, height: int, cell: int, seed: int) -> pyvips.Image:
    """A wavy line over the whole width, -1 to 1, the same in every row."""
    line = pyvips.Image.black(width, 1).cast("float")
    for octave in range(5):
        size = max(2, cell >> octave)
        noise = pyvips.Image.perlin(width, size, cell_size=size, seed=seed + octave)
        line = line + noise.crop(0, size // 2, width, 1) * 0.55**octave
    return line.copy_memory().replicate(1, height)


def _bands(one: pyvips.Image) -> pyvips.Image:
    return _joined([one, one, one])


def _joined(bands: list[pyvips.Image]) -> pyvips.Image:
    return bands[0].bandjoin(bands[1:])


def _flat(like: pyvips.Image, colour: Paint) -> pyvips.Image:
    return _bands(like * 0) + list(colour)


def _clamp(value: pyvips.Image) -> pyvips.Image:
    value = (value > 0).ifthenelse(value, 0)
    return (value < 1).ifthenelse(value, 1)


def _blend(below: pyvips.Image, above: pyvips.Image, share: pyvips.Image | float) -> pyvips.Image:
    return below + (above - below) * share


def _finished(picture: pyvips.Image, grain: float = 0) -> pyvips.Image:
    """Eight bits; a little grain, so that soft gradients show no steps."""
    if grain:
        noise = pyvips.Image.gaussnoise(picture.width, picture.height, mean=0, sigma=grain, seed=1)
        picture = picture + _bands(noise)
    return picture.rint().cast("uchar").copy(interpretation="srgb").copy_memory()


SAMPLES: dict[str, tuple[Callable[[], pyvips.Image], Callable[[pyvips.Image], bytes]]] = {
    "mountains.jpg": (mountains, lambda picture: picture.jpegsave_buffer(Q=88, keep="none")),
    "glass.png": (glass, lambda picture: picture.pngsave_buffer(keep="none")),
    "aurora.webp": (aurora, lambda picture: picture.webpsave_buffer(Q=86, keep="none")),
    "leaf.png": (leaf, lambda picture: picture.pngsave_buffer(keep="none")),
}
"""Each file with its painter and its writer."""


if __name__ == "__main__":
    paint(Path(sys.argv[1]))
