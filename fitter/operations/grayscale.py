"""``grayscale``: take the colour out."""

from __future__ import annotations

from typing import ClassVar

from fitter import Image, Segment


class Grayscale(Segment):
    """Take the colour out; transparency stays."""

    name: ClassVar[str] = "grayscale"
    example: ClassVar[str] = "300x200/grayscale/mountains.jpg"

    def apply(self, image: Image) -> Image:
        """The picture in shades of grey."""
        return image.grayscale()
