"""``monochrome:colour``: shades of one colour."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from fitter import Color, Image, Segment, shades


class Monochrome(Segment):
    """Show the picture in shades of one colour: black, the colour where it is as light as the colour is, white."""

    name: ClassVar[str] = "monochrome"
    example: ClassVar[str] = "300x200/monochrome:b07d4f/mountains.jpg"

    color: Color
    """The colour."""
    strength: float = Field(default=1, ge=0, le=1)
    """How much of it: 0 is the picture as it was, 1 nothing but the one colour."""

    def apply(self, image: Image) -> Image:
        """The picture in one colour."""
        red, green, blue = self.color.rgb
        light = (red * red * 0.299 + green * green * 0.587 + blue * blue * 0.114) ** 0.5
        tables = (_ramp(channel, light, self.strength) for channel in self.color.rgb)
        return image.saturate(1 - self.strength).table(*tables)


def _ramp(channel: int, light: float, strength: float) -> bytes:
    def tinted(grey: int) -> float:
        if grey < light:
            return channel * grey / light
        return channel + (255 - channel) * (grey - light) / max(255 - light, 1)

    return shades(lambda grey: grey + strength * (tinted(grey) - grey) + 0.5)
