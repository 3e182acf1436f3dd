"""``hue:degrees``: turn all colours round the colour wheel."""

from __future__ import annotations

import math
from typing import ClassVar

from pydantic import Field

from fitter import Image, Segment

_LIGHT = (0.213, 0.715, 0.072)
_TURN = ((-0.213, -0.715, 0.928), (0.143, 0.140, -0.283), (-0.787, 0.715, 0.072))


class Hue(Segment):
    """Turn all colours round the colour wheel; lightness and greys stay. It is the `hue-rotate` of CSS."""

    name: ClassVar[str] = "hue"
    example: ClassVar[str] = "300x200/hue:90/mountains.jpg"

    degrees: float = Field(ge=-360, le=360)
    """The angle: 120 makes red green and green blue."""

    def apply(self, image: Image) -> Image:
        """The picture in other colours."""
        angle = math.radians(self.degrees)
        return image if self.degrees % 360 == 0 else image.matrix(_rows(math.cos(angle), math.sin(angle)))


def _rows(cosine: float, sine: float) -> list[list[float]]:
    return [
        [_LIGHT[at] + cosine * ((at == row) - _LIGHT[at]) + sine * _TURN[row][at] for at in range(3)]
        for row in range(3)
    ]
