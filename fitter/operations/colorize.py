"""``colorize:50,50,50,orange``: mix a colour in."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from fitter import Color, Image, Segment, shades

Percent = Annotated[float, Field(ge=0, le=100)]


class Colorize(Segment):
    """Mix a colour into the picture, more or less of it in each channel."""

    name: ClassVar[str] = "colorize"
    example: ClassVar[str] = "300x200/colorize:40,40,40,ff6b35/mountains.jpg"

    red: Percent
    """How much of the colour's red replaces the picture's, in percent."""
    green: Percent
    """How much of its green."""
    blue: Percent
    """How much of its blue."""
    color: Color
    """The colour."""

    def apply(self, image: Image) -> Image:
        """The picture with the colour in it."""
        shares = zip((self.red, self.green, self.blue), self.color.rgb, strict=True)
        return image.table(*(_mixture(share, ink) for share, ink in shares))


def _mixture(share: float, ink: int) -> bytes:
    return shades(lambda value: (value * (100 - share) + ink * share) / 100)
