"""``invert``: the negative."""

from __future__ import annotations

from typing import ClassVar

from fitter import Image, Segment, shades


class Invert(Segment):
    """Turn light into dark and every colour into its opposite, as on a negative."""

    name: ClassVar[str] = "invert"
    example: ClassVar[str] = "300x200/invert/mountains.jpg"

    def apply(self, image: Image) -> Image:
        """The negative."""
        table = shades(lambda value: 255 - value)
        return image.table(table, table, table)
