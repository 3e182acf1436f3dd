"""``brightness:20``: lighter or darker."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from fitter import Image, Segment, shades


class Brightness(Segment):
    """Make all of the picture lighter or darker by the same step."""

    name: ClassVar[str] = "brightness"
    example: ClassVar[str] = "300x200/brightness:25/mountains.jpg"

    amount: float = Field(ge=-100, le=100)
    """The step in percent of the way from black to white; negative is darker."""

    def apply(self, image: Image) -> Image:
        """The lighter or darker picture."""
        step = int(255 * self.amount / 100)
        table = shades(lambda value: value + step)
        return image.table(table, table, table)
