"""``fill:colour``: all of the size that was asked for, with a ground where the picture does not reach."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import Field

from fitter import Box, Image, Segment, Size
from fitter.operations.ground import Ground, colour, grounded

Side = Annotated[int, Field(ge=0, le=100_000)]


class Fill(Segment):
    """Make the picture as large as the size before it asked for, the picture in the middle: `fit-in/300x200/fill:navy`.

    `fill:auto` takes the picture's mean colour, `fill:blur` a blurred copy of the picture, `fill:transparent` none.
    Nothing is ever cut off.
    """

    name: ClassVar[str] = "fill"
    example: ClassVar[str] = "fit-in/300x300/fill:blur/mountains.jpg"

    color: Ground
    """What is seen round the picture: a colour, auto or blur."""
    transparent: bool = False
    """Whether it is also put under transparent pixels."""
    width: Side = 0
    """Width in pixels; by default of the size before it, 0 is the picture's own."""
    height: Side = 0
    """Height in pixels; by default of the size before it, 0 is the picture's own."""
    adaptive: bool = False
    """Whether the canvas is turned as the picture lies; by default it is behind adaptive-fit-in."""

    @classmethod
    def parse_filter(cls, arguments: list[str]) -> Self:
        """imagor calls what is transparent none."""
        return cls.parse(["transparent" if one == "none" else one for one in arguments])

    def after(self, width: int, height: int, adaptive: bool = False) -> Self:
        """That size, unless it has its own."""
        if self.width or self.height:
            return self
        return self.model_copy(update={"width": width, "height": height, "adaptive": adaptive or self.adaptive})

    def scaled(self, density: float) -> Self:
        """So much larger."""
        sides = {"width": round(self.width * density), "height": round(self.height * density)}
        return self.model_copy(update=sides)

    def apply(self, image: Image) -> Image:
        """The picture on its canvas."""
        picture = grounded(image, self._canvas(image.size), self.color)
        if not self.transparent:
            return picture
        ink = colour("auto" if self.color == "blur" else self.color, image)
        return picture.flatten(ink) if ink.alpha else picture

    def bounds(self, size: Size) -> Size:
        """The canvas."""
        return self._canvas(size).size

    def _canvas(self, size: Size) -> Box:
        asked = Size(self.width or size.width, self.height or size.height)
        if self.adaptive and (size.width - size.height) * (asked.width - asked.height) < 0:
            asked = asked.turned
        across, down = max(0, asked.width - size.width), max(0, asked.height - size.height)
        left, top = across // 2, down // 2
        return Box(-left, -top, size.width + across - left, size.height + down - top)
