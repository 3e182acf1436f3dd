"""``pad:top,right,bottom,left``: a border."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import Field

from fitter import WHITE, Box, Color, Image, Segment, Size

Side = Annotated[int, Field(ge=0, le=10_000)]


class Pad(Segment):
    """Put a border round the picture: `pad:20`, `pad:20,40` (top and bottom, left and right), or all four in CSS order.

    The colour is the fifth argument: `pad:20,,,,navy`.
    """

    name: ClassVar[str] = "pad"
    filter: ClassVar[str] = "padding"
    example: ClassVar[str] = "300x200/pad:10,10,40,10,navy/mountains.jpg"

    top: Side
    """Above, in pixels."""
    right: Side | None = None
    """To the right; as above when left out."""
    bottom: Side | None = None
    """Below; as above when left out."""
    left: Side | None = None
    """To the left; as to the right when left out."""
    color: Color = WHITE
    """The border's colour."""

    def apply(self, image: Image) -> Image:
        """The picture on a larger canvas."""
        return image.pad(self._canvas(image.size), self.color)

    def bounds(self, size: Size) -> Size:
        """The canvas."""
        return self._canvas(size).size

    def scaled(self, density: float) -> Self:
        """A border with that many pixels."""
        sides = {side: getattr(self, side) for side in ("top", "right", "bottom", "left")}
        return self.model_copy(update={name: side and round(side * density) for name, side in sides.items()})

    def _canvas(self, size: Size) -> Box:
        right = self.top if self.right is None else self.right
        bottom = self.top if self.bottom is None else self.bottom
        left = right if self.left is None else self.left
        return Box(-left, -self.top, size.width + right, size.height + bottom)
