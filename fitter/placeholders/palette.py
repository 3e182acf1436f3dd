"""The colours that a picture is made of, most of it first."""

from __future__ import annotations

from collections import defaultdict

from fitter.placeholders.sample import Sample
from fitter.values import Color

_MOST = 5
_STEP = 24
"""The side of a box in the cube of colours whose colours count as one at first."""
_NEAR = 48 * 48
"""Squared distance below which two colours are one: people tell them apart, but not as two."""


def colours(sample: Sample) -> list[Color]:
    """At most five colours that differ, those of most pixels first; none of a picture that is nowhere visible."""
    boxes: dict[tuple[int, ...], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0, 0.0])
    for red, green, blue, alpha in sample.rgba:
        if alpha:
            box = boxes[red // _STEP, green // _STEP, blue // _STEP]
            for at, value in enumerate((red, green, blue, 1)):
                box[at] += value * alpha
    heaps: list[tuple[list[float], list[float]]] = []  # the colour of its largest box, and how much there is of it
    for *sums, weight in sorted(boxes.values(), key=lambda box: -box[3]):
        colour = [one / weight for one in sums]
        near = min(heaps, key=lambda heap: _distance(heap[0], colour), default=None)
        if near is not None and _distance(near[0], colour) < _NEAR:
            near[1][0] += weight
        else:
            heaps.append((colour, [weight]))
    heaps.sort(key=lambda heap: -heap[1][0])
    return [Color(*map(round, colour)) for colour, _ in heaps[:_MOST]]


def _distance(one: list[float], other: list[float]) -> float:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))
