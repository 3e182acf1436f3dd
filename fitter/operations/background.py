"""``background:colour``: put a colour under transparent pixels."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal

from fitter import Color, Image, Output, Segment


class Background(Segment):
    """Put a colour under transparent pixels: a CSS name, hex digits, or auto for the mean of what is visible.

    An opaque picture stays as it is.
    """

    name: ClassVar[str] = "background"
    filter: ClassVar[str] = "background_color"
    example: ClassVar[str] = "300x300/background:ffd166/leaf.png"

    color: Literal["auto"] | Color
    """The colour, or auto."""

    def apply(self, image: Image) -> Image:
        """The picture over the colour."""
        color = image.mean() if isinstance(self.color, str) else self.color
        return image.flatten(color) if color.alpha else image

    def configure(self, output: Output) -> Output:
        """An opaque colour that is named also lies under what later operations make transparent."""
        if isinstance(self.color, str) or self.color.alpha < 255:
            return output
        return replace(output, background=self.color)
