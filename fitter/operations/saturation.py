"""``saturation:1.5``: stronger or paler colours."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from fitter import Image, Segment


class Saturation(Segment):
    """Make colours stronger or paler."""

    name: ClassVar[str] = "saturation"
    example: ClassVar[str] = "300x200/saturation:2/mountains.jpg"

    factor: float = Field(ge=0, le=10)
    """How many times as strong: 0 is grey, 1 changes nothing."""

    def apply(self, image: Image) -> Image:
        """The stronger or paler picture."""
        return image if self.factor == 1 else image.saturate(self.factor)
