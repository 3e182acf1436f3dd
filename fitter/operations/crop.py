"""``crop:x,y,width,height`` in pixels or percent."""

from __future__ import annotations

from typing import ClassVar

from fitter import BadArgument, Box, Image, Length, Segment, Size


class Crop(Segment):
    """Cut out a box by its corner and size, each in pixels (`120`) or percent of the side (`12.5p`)."""

    name: ClassVar[str] = "crop"
    example: ClassVar[str] = "crop:25p,25p,50p,50p/300x/mountains.jpg"

    x: Length
    """Left edge."""
    y: Length
    """Top edge."""
    width: Length
    """Width; what lies outside the picture is left away."""
    height: Length
    """Height; what lies outside the picture is left away."""

    def apply(self, image: Image) -> Image:
        """The part inside the box."""
        return image.crop(self._box(image.size))

    def bounds(self, size: Size) -> Size:
        """The box's size."""
        return self._box(size).size

    def _box(self, size: Size) -> Box:
        left, right = _edges(self.x, self.width, size.width)
        top, bottom = _edges(self.y, self.height, size.height)
        box = Box(left, top, right, bottom).within(size)
        if box.empty:
            raise BadArgument(f"crop: the box {self.text} holds nothing of a picture of {size}.")
        return box


def _edges(start: Length, length: Length, side: int) -> tuple[int, int]:
    """From where to where: neighbours in percent meet, and what is on the picture is never less than a pixel."""
    near = min(start.of(side), side - 1) if start.percent and start.value < 100 else start.of(side)
    if start.percent and length.percent:
        far = round(side * (start.value + length.value) / 100)
    else:
        far = near + length.of(side)
    return near, max(far, near + 1) if length.percent and length.value else far
