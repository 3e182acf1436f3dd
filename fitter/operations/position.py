"""Where a mark lies on a picture, and how large it is there: thumbor's arithmetic."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer

from fitter import Says, Size

_MOST_MARKS = 100
_MOST_A_SIDE = 6
_NARROW_GAP = 10  # pixels, where not even two whole marks have room
_LEAST = 1e-6  # of a pixel: what is divided by it is still a number

_DISTANCE = re.compile(r"(-?)([0-9]{1,6}(?:\.[0-9]{1,6})?)([p%]?)")


@dataclass(frozen=True, slots=True)
class Position:
    """A place along one side: pixels or percent from the near end or the far one, the middle, or all along."""

    value: float = 0
    percent: bool = False
    far: bool = False
    word: str = ""  # center or repeat, instead of a distance

    @classmethod
    def parse(cls, text: object, near: str, far: str) -> Position:
        """Read ``10``, ``-10`` (from the far end), ``20p`` (percent), ``center``, ``repeat``, or an end's own word.

        Raises:
            ValueError: the text is none of these.
        """
        if isinstance(text, Position):
            return text
        if text in ("center", "repeat"):
            return cls(word=str(text))
        match = _DISTANCE.fullmatch({near: "0", far: "-0"}.get(str(text), str(text)))
        if match is None or (not match[3] and not float(match[2]).is_integer()):
            raise ValueError("not a position")
        return cls(float(match[2]), match[3] != "", match[1] != "")

    def offset(self, side: int) -> int:
        """The distance from its end, in pixels."""
        return round(side * self.value / 100 + 1e-5) if self.percent else int(self.value)

    def start(self, side: int, mark: int) -> int:
        """Where a mark that long begins on a side that long."""
        if self.word == "repeat":
            return 0
        if self.word == "center":
            return int((side - mark) / 2)
        return side - mark - self.offset(side) if self.far else self.offset(side)

    def scaled(self, density: float) -> Position:
        """The same on a screen with so many device pixels for each pixel."""
        return self if self.percent else replace(self, value=round(self.value * density))

    def __str__(self) -> str:
        number = repr(self.value).removesuffix(".0")
        return self.word or ("-" if self.far else "") + number + ("p" if self.percent else "")


Across = Annotated[
    Position,
    BeforeValidator(lambda value: Position.parse(value, "left", "right")),
    PlainSerializer(str),
    Says("pixels such as 10, percent such as 20p, either with - from the right, or left, right, center, repeat"),
]
Down = Annotated[
    Position,
    BeforeValidator(lambda value: Position.parse(value, "top", "bottom")),
    PlainSerializer(str),
    Says("pixels such as 10, percent such as 20p, either with - from the bottom, or top, bottom, center, repeat"),
]


def fitted(mark: Size, picture: Size, across: float | None, down: float | None) -> Size:
    """A mark's size inside so many percent of the picture's width and height; its proportions stay."""
    if across is None and down is None:
        return mark
    width = max(_LEAST, picture.width * across / 100) if across else None
    height = max(_LEAST, picture.height * down / 100) if down else None
    width = mark.width * height / mark.height if width is None and height else width or 0
    height = height or mark.height * width / mark.width
    if mark.width / width >= mark.height / height:
        return _whole(width, mark.height * width / mark.width)
    return _whole(mark.width * height / mark.height, height)


def _whole(width: float, height: float) -> Size:
    return Size(max(1, round(width)), max(1, round(height)))


@dataclass(frozen=True, slots=True)
class Row:
    """Marks along one side: how many, and the pixels between two."""

    count: int
    gap: int


def spread(picture: Size, mark: Size, across: bool, down: bool) -> tuple[Row, Row]:
    """The marks along the width and along the height, where they repeat: whole ones, with the rest between them.

    Over 100 would be a pattern and not marks: then there are at most 6 a side.
    """
    row = _row(picture.width, mark.width) if across else Row(1, 0)
    column = _row(picture.height, mark.height) if down else Row(1, 0)
    if row.count * column.count > _MOST_MARKS:
        return _few(row, picture.width, mark.width), _few(column, picture.height, mark.height)
    return row, column


def _row(side: int, mark: int) -> Row:
    if side < 2 * mark:
        return Row(math.ceil(side / mark), _NARROW_GAP)
    return Row(side // mark, _between(side, side // mark, mark))


def _few(row: Row, side: int, mark: int) -> Row:
    count = min(_MOST_A_SIDE, row.count)
    return Row(count, _between(side, count, mark)) if count > 1 else row


def _between(side: int, count: int, mark: int) -> int:
    return max(0, side - count * mark) // max(1, count - 1)
