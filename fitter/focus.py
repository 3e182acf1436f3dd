"""What should stay when something is cut off: places in a picture, and the point in the middle of several."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from fitter.values import Box, Length, Size

_NUMBER = r"(-?[0-9]{0,7}(?:(?<=[0-9])|(?=\.))(?:\.[0-9]{1,20})?)([p%]?)"
_POINT = re.compile(rf"{_NUMBER},{_NUMBER}")
_BOX = re.compile(rf"{_NUMBER}x{_NUMBER}:{_NUMBER}x{_NUMBER}")
_MOST = 1_000_000
_SOURCE = "source,"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that should stay: its edges in fractions of the picture's width and height, and how much it counts."""

    left: float
    top: float
    right: float
    bottom: float
    weight: float = 1.0

    @property
    def center(self) -> tuple[float, float]:
        """Its middle, in the same fractions."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


def middle(spots: Sequence[Spot]) -> tuple[float, float]:
    """The point between them to which each draws by its weight, in fractions of the picture; it lies on the picture."""
    total = sum(spot.weight for spot in spots)
    shares = [spot.weight / total if total > 0 else 1 / len(spots) for spot in spots]
    x, y = (sum(share * spot.center[axis] for share, spot in zip(shares, spots, strict=True)) for axis in (0, 1))
    return min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)


def window(part: Size, whole: Size, point: tuple[float, float]) -> Box:
    """The box of that size on a picture of that other size whose middle is as near to the point as it can be."""
    left, top = _start(part.width, whole.width, point[0]), _start(part.height, whole.height, point[1])
    return Box(left, top, left + part.width, top + part.height)


def _start(length: int, side: int, share: float) -> int:
    return round(max(0.0, min(side * share - length / 2, side - length)))


@dataclass(frozen=True, slots=True)
class Focal:
    """A place that a URL names: a box in pixels or percent, or a point, whose edges are the same."""

    left: Length
    top: Length
    right: Length
    bottom: Length
    of_source: bool = field(default=False, kw_only=True)
    """Whether it is a place of the source, wherever that is by now, and not of the picture."""

    @classmethod
    def at(cls, x: float, y: float) -> Self:
        """The point at these fractions of the width and height."""
        across, down = _percent(x), _percent(y)
        return cls(across, down, across, down)

    @classmethod
    def parse(cls, text: object) -> Focal:
        """Read ``X,Y`` or ``LEFTxTOP:RIGHTxBOTTOM``: pixels, percent (``50p``), or fractions of the side (``0.5``).

        Where one number has a decimal point, all without a sign of percent are fractions. Behind ``source,`` it is a
        place of the source.

        Raises:
            ValueError: the text is neither, or a place that no picture has.
        """
        if isinstance(text, Focal):
            return text
        place = text.removeprefix(_SOURCE) if isinstance(text, str) else ""
        match = _POINT.fullmatch(place) or _BOX.fullmatch(place)
        if not match:
            raise ValueError("not a place")
        parts = match.groups()
        numbers = list(zip(parts[::2], parts[1::2], strict=True))
        fractions = any("." in number and not sign for number, sign in numbers)
        edges = [_edge(number, sign, fractions) for number, sign in numbers]
        return cls(*(edges * 2 if len(edges) == 2 else edges), of_source=place != text)

    @property
    def point(self) -> bool:
        """Whether it is a point and no box."""
        return (self.left, self.top) == (self.right, self.bottom)

    def spot(self, size: Size) -> Spot:
        """The place on a picture of that size; a box counts by its area in pixels, and a point as one pixel."""
        left, right = (_share(edge, size.width) for edge in (self.left, self.right))
        top, bottom = (_share(edge, size.height) for edge in (self.top, self.bottom))
        area = max(0.0, right - left) * max(0.0, bottom - top) * size.pixels
        return Spot(left, top, right, bottom, 1.0 if self.point else area)

    def __str__(self) -> str:
        prefix = _SOURCE if self.of_source else ""
        if self.point:
            return f"{prefix}{self.left},{self.top}"
        return f"{prefix}{self.left}x{self.top}:{self.right}x{self.bottom}"


def _edge(number: str, sign: str, fractions: bool) -> Length:
    value = float(number)
    share = value / 100 if sign else value
    if not (sign or fractions):
        if abs(value) > _MOST:
            raise ValueError("further away than any picture reaches")
        return Length(value)
    if not 0 <= share <= 1:
        raise ValueError("beside the picture")
    return _percent(share)


def _percent(share: float) -> Length:
    # A hundredth of a pixel on the largest picture, and never an exponent in the text.
    return Length(round(share * 100, 4), percent=True)


def _share(edge: Length, side: int) -> float:
    return edge.value / 100 if edge.percent else edge.value / side
