"""``rgb:10,-10,20``: more or less of each channel."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from fitter import Image, Segment, shades

Percent = Annotated[float, Field(ge=-100, le=100)]


class Rgb(Segment):
    """Add to red, green and blue, or take away."""

    name: ClassVar[str] = "rgb"
    example: ClassVar[str] = "300x200/rgb:20,0,-20/mountains.jpg"

    red: Percent
    """What is added to red, in percent of the whole range."""
    green: Percent
    """What is added to green."""
    blue: Percent
    """What is added to blue."""

    def apply(self, image: Image) -> Image:
        """The picture with its channels moved."""
        steps = [int(255 * one / 100) for one in (self.red, self.green, self.blue)]
        return image.table(*(shades(step.__add__) for step in steps)) if any(steps) else image
