"""``proportion:0.5``: a part of the size."""

from __future__ import annotations

import re
from typing import ClassVar, Self

from pydantic import Field

from fitter import Image, Segment, Size

_NUMBER = re.compile(r"-?[0-9]{0,6}\.?[0-9]{0,6}")


class Proportion(Segment):
    """Make the picture smaller by a factor. One that would leave less than a pixel changes nothing, as in thumbor."""

    name: ClassVar[str] = "proportion"
    example: ClassVar[str] = "300x200/proportion:0.5/mountains.jpg"

    factor: float = Field(gt=0, le=1)
    """How many times as wide and high."""

    @classmethod
    def parse_filter(cls, arguments: list[str]) -> Self:
        """A number outside of the range changes nothing, as in thumbor."""
        if len(arguments) == 1 and _NUMBER.fullmatch(arguments[0]) and any(map(str.isdigit, arguments[0])):
            arguments = ["1"] if not 0 < float(arguments[0]) <= 1 else arguments
        return cls.parse(arguments)

    def apply(self, image: Image) -> Image:
        """The smaller picture."""
        size = self.bounds(image.size)
        return image if size == image.size else image.resize(size)

    def bounds(self, size: Size) -> Size:
        """Exactly the size that comes out; thumbor cuts off fractions of a pixel."""
        width, height = int(size.width * self.factor), int(size.height * self.factor)
        return Size(width, height) if width and height else size
