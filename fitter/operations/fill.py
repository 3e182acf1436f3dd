"""``fill:colour``: all of the size that was asked for, with a ground where the picture does not reach."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field

from fitter import Box, Image, Segment, Size
from fitter.operations.ground import Ground, colour, grounded

Side = Literal["orig"] | Annotated[int, Field(ge=0, le=100_000)]


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
    """Width in pixels; by default of the size before it, 0 is the picture's own, orig what it was before that size."""
    height: Side = 0
    """Height in pixels; by default of the size before it, 0 is the picture's own, orig what it was before that size."""
    adaptive: bool = False
    """Whether the canvas is turned as the picture lies; by default it is behind adaptive-fit-in."""
    upscale: bool = True
    """Whether the canvas may be larger than the picture was before that size; by default it may not be behind
    no-upscale."""

    @classmethod
    def parse_filter(cls, arguments: list[str]) -> Self:
        """imagor calls what is transparent none."""
        return cls.parse(["transparent" if one == "none" else one for one in arguments])

    def after(self, width: int | str, height: int | str, adaptive: bool = False, upscale: bool = True) -> Self:
        """That size, unless it has its own."""
        if self.width or self.height:
            return self
        words = {"adaptive": adaptive or self.adaptive, "upscale": upscale and self.upscale}
        return self.model_copy(update={"width": width, "height": height, **words})

    def scaled(self, density: float) -> Self:
        """So much larger."""
        sides = {"width": self.width, "height": self.height}
        grown = {name: side if side == "orig" else round(side * density) for name, side in sides.items()}
        return self.model_copy(update=grown)

    def measured(self, whole: Size) -> Self:
        """With sides in pixels, none of them longer than that size's where it may not be."""
        width = whole.width if self.width == "orig" else self.width
        height = whole.height if self.height == "orig" else self.height
        if not self.upscale:
            width, height = min(width, whole.width), min(height, whole.height)
        return self.model_copy(update={"width": width, "height": height})

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
        # Where nothing was measured, the picture was as it is.
        width, height = (0 if side == "orig" else side for side in (self.width, self.height))
        asked = Size(width or size.width, height or size.height)
        if self.adaptive and (size.width - size.height) * (asked.width - asked.height) < 0:
            asked = asked.turned
        across, down = max(0, asked.width - size.width), max(0, asked.height - size.height)
        left, top = across // 2, down // 2
        return Box(-left, -top, size.width + across - left, size.height + down - top)
