"""``extend:width,height``: a larger canvas."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from fitter import WHITE, Box, Image, Length, Segment, Size
from fitter.operations.ground import Ground, grounded

Gravity = Literal["center", "left", "right", "top", "bottom", "top-left", "top-right", "bottom-left", "bottom-right"]


class Extend(Segment):
    """Put a picture that is smaller on a canvas of that size: `extend:300,200,bottom-left,navy`.

    A side that is longer already stays as it is.
    """

    name: ClassVar[str] = "extend"
    example: ClassVar[str] = "fit-in/200x200/extend:300,200,right,ffd166/mountains.jpg"

    width: Length
    """Width of the canvas, in pixels or percent of the picture's."""
    height: Length
    """Height of the canvas, in pixels or percent of the picture's."""
    gravity: Gravity = "center"
    """Where on the canvas the picture stands."""
    color: Ground = WHITE
    """What is seen round the picture: a colour, auto for its mean colour, or blur for a blurred copy of it."""

    def scaled(self, density: float) -> Self:
        """So much larger."""
        return self.model_copy(update={"width": self.width.scaled(density), "height": self.height.scaled(density)})

    def apply(self, image: Image) -> Image:
        """The picture on its canvas."""
        return grounded(image, self._canvas(image.size), self.color)

    def bounds(self, size: Size) -> Size:
        """The canvas."""
        return self._canvas(size).size

    def _canvas(self, size: Size) -> Box:
        across = max(0, self.width.of(size.width) - size.width)
        down = max(0, self.height.of(size.height) - size.height)
        left = _before(across, "left" in self.gravity, "right" in self.gravity)
        top = _before(down, "top" in self.gravity, "bottom" in self.gravity)
        return Box(-left, -top, size.width + across - left, size.height + down - top)


def _before(room: int, first: bool, last: bool) -> int:
    return 0 if first else room if last else room // 2
