"""The eight ways that a picture can lie in its file, and how they combine: pure geometry, and its pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Self

import pyvips

from fitter import Box, Size


@dataclass(frozen=True, slots=True)
class Turn:
    """From the stored picture to the one that is seen: first swap the axes, then mirror them."""

    swap: bool = False
    mirror_x: bool = False
    mirror_y: bool = False

    @classmethod
    def of_exif(cls, orientation: int) -> Self:
        """The turn that an EXIF orientation (1 to 8) asks for; anything else asks for none."""
        swap, x, y = _EXIF.get(orientation, (False, False, False))
        return cls(swap, x, y)

    def flop(self) -> Self:
        """Then left to right."""
        return replace(self, mirror_x=not self.mirror_x)

    def flip(self) -> Self:
        """Then top to bottom."""
        return replace(self, mirror_y=not self.mirror_y)

    def quarter(self) -> Self:
        """Then a quarter turn clockwise."""
        return replace(self, swap=not self.swap, mirror_x=not self.mirror_y, mirror_y=self.mirror_x)

    def then(self, other: Turn) -> Turn:
        """This turn and after it another."""
        x, y = (self.mirror_y, self.mirror_x) if other.swap else (self.mirror_x, self.mirror_y)
        return Turn(self.swap != other.swap, x != other.mirror_x, y != other.mirror_y)

    def size(self, size: Size) -> Size:
        """The seen size of a stored size, and the other way round."""
        return size.turned if self.swap else size

    def stored(self, box: Box, seen: Size) -> Box:
        """Where in the stored picture a box of the seen picture of that size lies."""
        left, top, right, bottom = box.left, box.top, box.right, box.bottom
        if self.mirror_x:
            left, right = seen.width - right, seen.width - left
        if self.mirror_y:
            top, bottom = seen.height - bottom, seen.height - top
        return Box(top, left, bottom, right) if self.swap else Box(left, top, right, bottom)

    def apply(self, pixels: pyvips.Image) -> pyvips.Image:
        """The seen picture."""
        for step in _STEPS[self.swap, self.mirror_x, self.mirror_y]:
            if step != "fliphor":
                pixels = pixels.copy_memory()  # these read from the bottom up, and decoders only go down
            pixels = getattr(pixels, step)()
        return pixels


def around(size: Size, degrees: float) -> Size:
    """What a picture of that size fills when it is turned by any angle."""
    cosine, sine = abs(math.cos(math.radians(degrees))), abs(math.sin(math.radians(degrees)))
    width, height = size.width * cosine + size.height * sine, size.width * sine + size.height * cosine
    return Size(max(1, round(width)), max(1, round(height)))


_EXIF = {
    1: (False, False, False),
    2: (False, True, False),
    3: (False, True, True),
    4: (False, False, True),
    5: (True, False, False),
    6: (True, True, False),
    7: (True, True, True),
    8: (True, False, True),
}
_STEPS: dict[tuple[bool, bool, bool], tuple[str, ...]] = {
    (False, False, False): (),
    (False, True, False): ("fliphor",),
    (False, True, True): ("rot180",),
    (False, False, True): ("flipver",),
    (True, False, False): ("rot90", "fliphor"),
    (True, True, False): ("rot90",),
    (True, True, True): ("rot270", "fliphor"),
    (True, False, True): ("rot270",),
}
