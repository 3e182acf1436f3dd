"""``duotone:dark,light``: from one colour to another."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from fitter import Color, Image, Segment, shades


class Duotone(Segment):
    """Show the picture in two colours: one in the dark parts, one in the light parts, and mixtures between."""

    name: ClassVar[str] = "duotone"
    example: ClassVar[str] = "300x200/duotone:1d3557,ffe8a1/mountains.jpg"

    dark: Color
    """The colour of black."""
    light: Color
    """The colour of white."""
    strength: float = Field(default=1, ge=0, le=1)
    """How much of it: 0 is the picture as it was, 1 nothing but the two colours."""

    def apply(self, image: Image) -> Image:
        """The picture in two colours."""
        ends = zip(self.dark.rgb, self.light.rgb, strict=True)
        return image.saturate(1 - self.strength).table(*(_ramp(dark, light, self.strength) for dark, light in ends))


def _ramp(dark: int, light: int, strength: float) -> bytes:
    return shades(lambda grey: grey + strength * (dark + (light - dark) * grey / 255 - grey) + 0.5)
