"""``min-width:320``: never narrower."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import Field

from fitter import Image, Segment, Size


class MinWidth(Segment):
    """Enlarge a picture that is less wide than this until it is that wide; proportions stay."""

    name: ClassVar[str] = "min-width"
    example: ClassVar[str] = "200x/min-width:320/mountains.jpg"

    pixels: int = Field(ge=1, le=100_000)
    """The least width, in pixels."""

    def scaled(self, density: float) -> Self:
        """As many pixels as that screen has there."""
        return self.model_copy(update={"pixels": max(1, round(self.pixels * density))})

    def apply(self, image: Image) -> Image:
        """The picture, large enough."""
        size = self.bounds(image.size)
        return image if size == image.size else image.resize(size)

    def bounds(self, size: Size) -> Size:
        """Exactly the size that comes out."""
        if size.width >= self.pixels:
            return size
        return Size(self.pixels, max(1, round(size.height * self.pixels / size.width)))
