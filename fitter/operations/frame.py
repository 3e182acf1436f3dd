"""``frame:source``: a nine-patch round the picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar, Self

from pydantic import PrivateAttr

from fitter import CLEAR, BadArgument, Box, Image, Segment, Size, SourceKey

_MOST_PIXELS = 2000  # a side: each of its parts is decoded by itself
_MOST_PARTS = 9  # a side
_BLACK = b"\0\0\0\xff"


class Frame(Segment):
    """Put a frame round the picture: a nine-patch, as Android has them, whose outermost pixels are marks.

    Black pixels on its top and left edge mark what is stretched, those on the bottom and right edge where the picture
    goes: what lies beside them is added round the picture. Without these the frame lies on the picture.
    """

    name: ClassVar[str] = "frame"
    example: ClassVar[str] = "300x200/frame:frame.9.png/mountains.jpg"

    source: SourceKey
    """The frame's key, with %2F for each slash outside of `filters:`, or `b64:` and its base64url form."""

    _density: float = PrivateAttr(1.0)

    @property
    def sources(self) -> tuple[str, ...]:
        """The frame."""
        return (self.source,)

    def scaled(self, density: float) -> Self:
        """The same with a frame that is as much larger."""
        scaled = self.model_copy()
        scaled._density = density
        return scaled

    def combine(self, image: Image, others: Sequence[Image]) -> Image:
        """The picture inside the frame."""
        frame, pixels = others[0], _pixels(others[0])
        box = self._box(image.size, frame.size, pixels)
        canvas = image if box.size == image.size else image.pad(box, CLEAR)
        columns = list(parts(_marks(pixels, frame.size, "top"), canvas.size.width, self._density))
        for row in parts(_marks(pixels, frame.size, "left"), canvas.size.height, self._density):
            for column in columns:
                box = Box(column.start, row.start, column.stop, row.stop)
                if _clear(pixels, frame.size, box):
                    continue  # most often the middle, and the largest of all
                cell, size = frame.crop(box), Size(column.length, row.length)
                cell = cell if cell.size == size else cell.resize(size)
                canvas = canvas.compose(cell, column.at, row.at)
        return canvas

    def bounds_with(self, size: Size, others: Sequence[Image]) -> Size:
        """The picture's, and what the frame puts round it."""
        return self._box(size, others[0].size, _pixels(others[0])).size

    def _box(self, size: Size, frame: Size, pixels: bytes) -> Box:
        left, right = padding(_marks(pixels, frame, "bottom"), self._density)
        top, bottom = padding(_marks(pixels, frame, "right"), self._density)
        return Box(-left, -top, size.width + right, size.height + bottom)


@dataclass(frozen=True, slots=True)
class Part:
    """Pixels of one side of the frame, and where on the canvas they go."""

    start: int
    stop: int
    at: int
    length: int


def parts(marks: Sequence[bool], side: int, density: float = 1) -> Iterator[Part]:
    """The parts of a frame with these marks along a canvas of that side, those that get no pixel left out.

    What is not marked keeps its length, as long as the canvas has room for it; what is marked shares the rest.

    Raises:
        BadArgument: nothing is marked, or too many parts.
    """
    runs = [(marked, len(list(run))) for marked, run in groupby(marks)]
    if not any(marks) or len(runs) > _MOST_PARTS:
        raise BadArgument(
            "It is no nine-patch: black pixels on its top and left edge mark what is stretched, in at most "
            f"{_MOST_PARTS // 2} places."
        )
    count = {True: sum(marks), False: len(marks) - sum(marks)}
    fixed = min(side, round(count[False] * density))
    pixels, done = {True: side - fixed, False: fixed}, {True: 0, False: 0}
    start = at = 0
    for marked, long in runs:
        before, done[marked] = done[marked], done[marked] + long
        length = pixels[marked] * done[marked] // count[marked] - pixels[marked] * before // count[marked]
        if length:
            yield Part(1 + start, 1 + start + long, at, length)
        start, at = start + long, at + length


def padding(marks: Sequence[bool], density: float = 1) -> tuple[int, int]:
    """What is added before and behind the picture: as much as is not marked there; nothing without marks."""
    places = [at for at, marked in enumerate(marks) if marked] or [0, len(marks) - 1]
    return round(places[0] * density), round((len(marks) - 1 - places[-1]) * density)


def _pixels(frame: Image) -> bytes:
    """All of them at once: the file is decoded for each look.

    Raises:
        BadArgument: there are too few or too many.
    """
    if not all(3 <= side <= _MOST_PIXELS for side in (frame.size.width, frame.size.height)):
        raise BadArgument(f"It is no nine-patch: a side has from 3 to {_MOST_PIXELS} pixels.")
    return frame.sample(frame.size)


def _marks(pixels: bytes, size: Size, edge: str) -> list[bool]:
    """Which pixels of an edge are black, without its corners."""
    right, bottom = size.width - 1, size.height - 1
    places = {
        "top": [(x, 0) for x in range(1, right)],
        "bottom": [(x, bottom) for x in range(1, right)],
        "left": [(0, y) for y in range(1, bottom)],
        "right": [(right, y) for y in range(1, bottom)],
    }[edge]
    starts = [4 * (y * size.width + x) for x, y in places]
    return [pixels[at : at + 4] == _BLACK for at in starts]


def _clear(pixels: bytes, size: Size, box: Box) -> bool:
    """Whether nothing is to be seen in that part."""
    rows = [4 * (y * size.width + box.left) for y in range(box.top, box.bottom)]
    return not any(any(pixels[at + 3 : at + 4 * box.size.width : 4]) for at in rows)
