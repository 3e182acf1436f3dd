"""``palette:16``: few colours."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, ClassVar

from pydantic import field_validator

from fitter import Output, Says, Segment


class Palette(Segment):
    """Write PNG or GIF with so few colours: small files for drawings and icons. Other formats ignore it."""

    name: ClassVar[str] = "palette"
    example: ClassVar[str] = "300x200/palette:16/leaf.png"

    colors: Annotated[int, Says("2, 4, 16 or 256")] = 256
    """The most colours."""

    @field_validator("colors")
    @classmethod
    def _whole_bits(cls, colors: int) -> int:
        if colors not in (2, 4, 16, 256):
            raise ValueError("not a number of colours")
        return colors

    def configure(self, output: Output) -> Output:
        """So many colours."""
        return replace(output, palette=self.colors)
