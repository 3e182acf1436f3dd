"""``pixelate:size``: large squares."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import Field

from fitter import Image, Segment


class Pixelate(Segment):
    """Show the picture in squares of one colour each."""

    name: ClassVar[str] = "pixelate"
    example: ClassVar[str] = "300x200/pixelate:12/mountains.jpg"

    size: int = Field(default=10, ge=1, le=1000)
    """The side of a square, in pixels."""

    def scaled(self, density: float) -> Self:
        """Squares that look as large."""
        return self.model_copy(update={"size": max(1, round(self.size * density))})

    def apply(self, image: Image) -> Image:
        """The picture in squares."""
        return image.pixelate(self.size) if self.size > 1 else image
