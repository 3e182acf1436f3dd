"""``background:colour``: put a colour under transparent pixels."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from fitter import Color, Image, Output, Segment


class Background(Segment):
    """Put a colour under transparent pixels: a CSS name or hex digits. An opaque picture stays as it is."""

    name: ClassVar[str] = "background"
    filter: ClassVar[str] = "background_color"
    example: ClassVar[str] = "300x300/background:ffd166/leaf.png"

    color: Color
    """The colour."""

    def apply(self, image: Image) -> Image:
        """The picture over the colour."""
        return image.flatten(self.color)

    def configure(self, output: Output) -> Output:
        """The colour also lies under what later operations make transparent."""
        return replace(output, background=self.color)
