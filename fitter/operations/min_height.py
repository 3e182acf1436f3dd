"""``min-height:320``: never lower."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import Field

from fitter import Image, Segment, Size


class MinHeight(Segment):
    """Enlarge a picture that is less high than this until it is that high; proportions stay."""

    name: ClassVar[str] = "min-height"
    example: ClassVar[str] = "200x/min-height:200/mountains.jpg"

    pixels: int = Field(ge=1, le=100_000)
    """The least height, in pixels."""

    def scaled(self, density: float) -> Self:
        """As many pixels as that screen has there."""
        return self.model_copy(update={"pixels": max(1, round(self.pixels * density))})

    def apply(self, image: Image) -> Image:
        """The picture, large enough."""
        size = self.bounds(image.size)
        return image if size == image.size else image.resize(size)

    def bounds(self, size: Size) -> Size:
        """Exactly the size that comes out."""
        if size.height >= self.pixels:
            return size
        return Size(max(1, round(size.width * self.pixels / size.height)), self.pixels)
