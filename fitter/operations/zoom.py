"""``zoom:1.5``: larger or smaller by a factor."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from fitter import Image, Segment, Size

Factor = Annotated[float, Field(gt=0, le=100)]


class Zoom(Segment):
    """Make the picture larger or smaller by a factor, or by one for each side."""

    name: ClassVar[str] = "zoom"
    example: ClassVar[str] = "200x/zoom:1.5/mountains.jpg"

    x: Factor
    """How many times as wide."""
    y: Factor | None = None
    """How many times as high; as wide when left out."""

    def apply(self, image: Image) -> Image:
        """The larger or smaller picture."""
        size = self.bounds(image.size)
        return image if size == image.size else image.resize(size)

    def bounds(self, size: Size) -> Size:
        """Exactly the size that comes out."""
        y = self.x if self.y is None else self.y
        return Size(max(1, round(size.width * self.x)), max(1, round(size.height * y)))
