"""``curve:0-0;128-160;255-255``: tone curves through points."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, ClassVar, Self

from pydantic import BeforeValidator, PlainSerializer

from fitter import Image, Says, Segment, shades


@dataclass(frozen=True)
class Points:
    """Points of a tone curve from left to right, each the value before and the value after, 0..255."""

    places: tuple[tuple[int, int], ...]

    @classmethod
    def parse(cls, text: object) -> Self:
        """Read ``0-0;128-160;255-255``, or thumbor's ``[(0,0),(128,160),(255,255)]``; no points are a straight line.

        Raises:
            ValueError: the text is neither, a value is over 255, or a point is not to the right of the one before.
        """
        if isinstance(text, cls):
            return text
        if not isinstance(text, str):
            raise ValueError("no points")  # noqa: TRY004  pydantic turns ValueError, not TypeError, into a problem
        bare = "".join(text.split())
        if bare.startswith("[") and bare.endswith("]"):
            bare = bare[1:-1].rstrip(",").replace("),(", ";").removeprefix("(").removesuffix(")").replace(",", "-")
        places = tuple(_place(one) for one in bare.split(";")) if bare else ((0, 0), (255, 255))
        if any(left[0] >= right[0] for left, right in pairwise(places)):
            raise ValueError("points not from left to right")
        return cls(places)

    def __str__(self) -> str:
        return ";".join(f"{x}-{y}" for x, y in self.places)

    def table(self) -> bytes:
        """The curve as a table: a natural cubic spline, and level beyond its ends."""
        places, bends = self.places, _bends(self.places)
        curve = [float(places[0][1])] * 256
        for (x0, y0), (x1, y1), bend, next_bend in zip(places, places[1:], bends, bends[1:], strict=False):
            for x in range(x0, x1):
                a, b, width = (x1 - x) / (x1 - x0), (x - x0) / (x1 - x0), x1 - x0
                bow = (a**3 - a) * bend + (b**3 - b) * next_bend
                curve[x] = a * y0 + b * y1 + width * width / 6 * bow
        last, level = places[-1]
        curve[last:] = [float(level)] * (256 - last)
        return shades(lambda value: curve[value] + 0.5)


def _bends(places: tuple[tuple[int, int], ...]) -> list[float]:
    """The second derivative of the spline at each point: 0 at both ends."""
    x, y = zip(*places, strict=True)
    widths = [right - left for left, right in pairwise(x)]
    slopes = [(after - before) / width for before, after, width in zip(y, y[1:], widths, strict=False)]
    # One equation a point, each with its two neighbours: solved from left to right and back.
    pivots, rests = [1.0], [0.0]
    for at in range(1, len(widths)):
        share = widths[at - 1] / 6 / pivots[-1] if at > 1 else 0.0
        pivots.append((widths[at - 1] + widths[at]) / 3 - share * widths[at - 1] / 6)
        rests.append(slopes[at] - slopes[at - 1] - share * rests[-1])
    bends = [0.0] * len(places)
    for at in range(len(widths) - 1, 0, -1):
        bends[at] = (rests[at] - widths[at] / 6 * bends[at + 1]) / pivots[at]
    return bends


def _place(text: str) -> tuple[int, int]:
    x, y = text.split("-")
    if not (x + y).isascii() or not x.isdigit() or not y.isdigit() or max(len(x), len(y)) > 3:
        raise ValueError("no point")
    if max(int(x), int(y)) > 255:
        raise ValueError("over 255")
    return int(x), int(y)


Curved = Annotated[
    Points,
    BeforeValidator(Points.parse),
    PlainSerializer(str),
    Says("points from left to right such as 0-0;128-160;255-255, each value from 0 to 255"),
]
STRAIGHT = Points(((0, 0), (255, 255)))


class Curve(Segment):
    """Bend the tones along smooth curves through points: `curve:0-0;128-160;255-255`, `curve:,0-0;100-140;255-255`.

    Each point says which value becomes which. Inside `filters:`, points may also be written as thumbor does:
    `[(0,0),(128,160),(255,255)]`.
    """

    name: ClassVar[str] = "curve"
    example: ClassVar[str] = "300x200/curve:0-0;64-40;192-220;255-255/mountains.jpg"

    all: Curved = STRAIGHT
    """The curve of all channels; it comes after the channel's own."""
    red: Curved = STRAIGHT
    """The curve of red."""
    green: Curved = STRAIGHT
    """The curve of green."""
    blue: Curved = STRAIGHT
    """The curve of blue."""

    @classmethod
    def parse(cls, arguments: list[str]) -> Self:
        """Commas inside brackets belong to the points."""
        whole: list[str] = []
        for part in arguments:
            if whole and whole[-1].count("[") > whole[-1].count("]"):
                whole[-1] += f",{part}"
            else:
                whole.append(part)
        return super().parse(whole)

    def apply(self, image: Image) -> Image:
        """The picture with bent tones."""
        both = self.all.table()
        return image.table(*(one.table().translate(both) for one in (self.red, self.green, self.blue)))
