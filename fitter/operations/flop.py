"""``flop``: mirror left to right."""

from __future__ import annotations

from typing import ClassVar

from fitter import Image, Segment


class Flop(Segment):
    """Mirror left to right."""

    name: ClassVar[str] = "flop"
    example: ClassVar[str] = "300x200/flop/mountains.jpg"

    def apply(self, image: Image) -> Image:
        """The mirrored picture."""
        return image.flop()
