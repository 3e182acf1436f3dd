"""``contrast:20``: light and dark further apart."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from fitter import Image, Segment, shades


class Contrast(Segment):
    """Move light and dark apart, or towards a middle grey."""

    name: ClassVar[str] = "contrast"
    example: ClassVar[str] = "300x200/contrast:40/mountains.jpg"

    amount: float = Field(ge=-100, le=100)
    """How much, in percent; -100 leaves nothing but grey, 100 is four times the contrast."""

    def apply(self, image: Image) -> Image:
        """The picture with more or less contrast."""
        percent = int((self.amount + 100) ** 2 / 100)
        table = shades(lambda value: int(percent * (value - 128) / 100) + 128)
        return image.table(table, table, table)
