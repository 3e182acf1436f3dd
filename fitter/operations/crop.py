"""``crop:x,y,width,height`` in pixels or percent."""

from __future__ import annotations

from typing import ClassVar

from fitter import Box, Image, Length, LimitExceeded, Segment, Size


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
        left, top = self.x.of(size.width), self.y.of(size.height)
        right, bottom = left + self.width.of(size.width), top + self.height.of(size.height)
        box = Box(left, top, right, bottom).within(size)
        if box.empty:
            raise LimitExceeded(f"crop: the box {self.text} holds nothing of a picture of {size}.")
        return box
