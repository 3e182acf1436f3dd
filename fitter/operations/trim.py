"""``trim``: cut off a border of one colour."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import Field

from fitter import Image, Segment


class Trim(Segment):
    """Cut off the border that has the colour of a corner: `trim`, `trim:bottom-right`, `trim:top-left:10`, `trim:9`."""

    name: ClassVar[str] = "trim"
    separator: ClassVar[str] = ":"
    example: ClassVar[str] = "trim:top-left:10/300x/leaf.png"

    corner: Literal["top-left", "bottom-right"] = "top-left"
    """Where the border's colour is taken from."""
    tolerance: float = Field(default=0, ge=0, le=442)
    """How far a pixel's colour may be from the border's and still belong to it: a distance in RGBA."""

    @property
    def text(self) -> str:
        """With the corner before a tolerance, as thumbor's server needs it."""
        return super().text.replace("::", f":{self.corner}:")

    @classmethod
    def parse(cls, arguments: list[str]) -> Self:
        """Read `trim:10` and `trim::10`, as thumbor's clients write it, as a tolerance."""
        if len(arguments) == 1 and arguments[0][:1].isdigit():
            arguments = ["", *arguments]
        return super().parse(arguments)

    def apply(self, image: Image) -> Image:
        """The picture without its border; a picture of one colour stays as it is."""
        return image.crop(image.content(self.corner, self.tolerance))
