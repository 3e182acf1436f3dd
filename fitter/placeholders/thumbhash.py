"""ThumbHash: a blurred picture in some twenty bytes, with its shape and its transparency.

As published by its author: the picture as lightness, yellow to blue, red to green and alpha, each as the lowest
frequencies of a cosine transform, packed into four bits apiece.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from dataclasses import dataclass

from fitter.placeholders.sample import Sample
from fitter.values import Size


@dataclass(frozen=True, slots=True)
class _Waves:
    """A channel as its mean, and how much there is of each wave, from 0 to 1 where the largest is ``scale`` high."""

    mean: float
    parts: Sequence[float]
    scale: float


def encode(sample: Sample) -> str:
    """The hash in base64."""
    size, pixels = sample.size, sample.rgba
    light, yellow, red, alpha = _channels(pixels)
    clear = sum(alpha) < len(alpha)
    most, longest = 5 if clear else 7, max(size.width, size.height)
    across, down = (max(1, _rounded(most * side / longest)) for side in (size.width, size.height))
    waves = [
        _waves(light, size, max(3, across), max(3, down)),
        _waves(yellow, size, 3, 3),
        _waves(red, size, 3, 3),
        *([_waves(alpha, size, 5, 5)] if clear else []),
    ]
    lie = size.width > size.height
    return base64.b64encode(_packed(waves, clear, lie, down if lie else across)).decode()


def _packed(waves: Sequence[_Waves], clear: bool, lie: bool, shorter: int) -> bytes:
    light, yellow, red = waves[:3]
    first = _rounded(63 * light.mean) | _rounded(31.5 + 31.5 * yellow.mean) << 6
    first |= _rounded(31.5 + 31.5 * red.mean) << 12 | _rounded(31 * light.scale) << 18 | clear << 23
    second = shorter | _rounded(63 * yellow.scale) << 3 | _rounded(63 * red.scale) << 9 | lie << 15
    head = first.to_bytes(3, "little") + second.to_bytes(2, "little")
    if clear:
        head += bytes([_rounded(15 * waves[3].mean) | _rounded(15 * waves[3].scale) << 4])
    halves = [_rounded(15 * part) for one in waves for part in one.parts]
    halves += [0] * (len(halves) % 2)
    return head + bytes(low | high << 4 for low, high in zip(halves[::2], halves[1::2], strict=True))


def _channels(pixels: Sequence[tuple[int, int, int, int]]) -> tuple[list[float], ...]:
    """Lightness, yellow to blue, red to green, all over the mean colour of what is visible; and alpha. From 0 to 1."""
    visible = sum(pixel[3] for pixel in pixels)
    means = [sum(pixel[at] * pixel[3] for pixel in pixels) / visible / 255 if visible else 0.0 for at in range(3)]
    channels: tuple[list[float], ...] = ([], [], [], [])
    for *colour, opacity in pixels:
        alpha = opacity / 255
        red, green, blue = (mean * (1 - alpha) + alpha * value / 255 for mean, value in zip(means, colour, strict=True))
        parts = ((red + green + blue) / 3, (red + green) / 2 - blue, red - green, alpha)
        for channel, part in zip(channels, parts, strict=True):
            channel.append(part)
    return channels


def _waves(channel: Sequence[float], size: Size, across: int, down: int) -> _Waves:
    """The lowest frequencies: a triangle of so many across and down."""
    columns, rows = _cosines(size.width, across), _cosines(size.height, down)
    lines = [channel[at : at + size.width] for at in range(0, len(channel), size.width)]
    sums = [[sum(map(float.__mul__, line, wave)) for line in lines] for wave in columns]
    found = []
    for y in range(down):
        x = 0
        while x * down < across * (down - y):
            found.append(sum(map(float.__mul__, sums[x], rows[y])) / size.pixels)
            x += 1
    mean, *rest = found
    scale = max(map(abs, rest), default=0.0)
    return _Waves(mean, [0.5 + 0.5 / scale * part for part in rest] if scale else rest, scale)


def _cosines(side: int, count: int) -> list[list[float]]:
    return [[math.cos(math.pi / side * wave * (at + 0.5)) for at in range(side)] for wave in range(count)]


def _rounded(value: float) -> int:
    return math.floor(value + 0.5 + 1e-9)  # half upwards, as where it comes from, whatever the last bit of a sum is
