"""``ratio:3:2``: cut to a shape."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from fitter import Box, Image, Segment, Size

Side = Annotated[float, Field(gt=0, le=10_000)]

_SHARE = {"left": 0.0, "top": 0.0, "center": 0.5, "right": 1.0, "bottom": 1.0}


class Ratio(Segment):
    """Cut off as much as it takes to give the picture these proportions: `ratio:3:2`, `ratio:16:9:top`."""

    name: ClassVar[str] = "ratio"
    separator: ClassVar[str] = ":"
    example: ClassVar[str] = "ratio:2:1:bottom/400x/mountains.jpg"

    width: Side
    """So many parts wide."""
    height: Side
    """So many parts high."""
    place: Literal["center", "left", "right", "top", "bottom", "smart"] = "center"
    """Which part stays; smart keeps the one that draws the eye. Where the other side is cut, the middle stays."""

    def apply(self, image: Image) -> Image:
        """The part of those proportions."""
        size = self.bounds(image.size)
        if size == image.size:
            return image
        return image.crop(image.attention(size) if self.place == "smart" else self._box(image.size, size))

    def bounds(self, size: Size) -> Size:
        """Exactly the size that comes out."""
        if size.width * self.height > size.height * self.width:
            return Size(max(1, round(size.height * self.width / self.height)), size.height)
        return Size(size.width, max(1, round(size.width * self.height / self.width)))

    def _box(self, whole: Size, part: Size) -> Box:
        across = _SHARE[self.place] if self.place in ("left", "right") else 0.5
        down = _SHARE[self.place] if self.place in ("top", "bottom") else 0.5
        left, top = int((whole.width - part.width) * across), int((whole.height - part.height) * down)
        return Box(left, top, left + part.width, top + part.height)
