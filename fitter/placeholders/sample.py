"""A small copy of a picture, as an engine's ``Image.sample`` gives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from fitter.values import WHITE, Color, Size

_LONGEST = 24


@dataclass(frozen=True, slots=True)
class Sample:
    """Pixels in red, green, blue and alpha, each 0..255, row by row."""

    size: Size
    pixels: bytes = field(repr=False)
    background: Color = WHITE
    """What lies under transparent pixels for those who know no transparency."""

    @staticmethod
    def fitting(size: Size) -> Size:
        """The size of a sample of a picture of that size: as it lies, and no pixel more than is looked at."""
        scale = min(1.0, _LONGEST / max(size.width, size.height))
        return Size(max(1, round(size.width * scale)), max(1, round(size.height * scale)))

    @property
    def rgba(self) -> Sequence[tuple[int, int, int, int]]:
        """All pixels in one row."""
        return list(zip(*(self.pixels[channel::4] for channel in range(4)), strict=True))

    @property
    def rows(self) -> list[list[tuple[int, int, int]]]:
        """The opaque pixels: what is transparent lies over the background."""
        opaque = [_over(pixel, self.background) for pixel in self.rgba]
        width = self.size.width
        return [opaque[at : at + width] for at in range(0, len(opaque), width)]


def _over(pixel: tuple[int, int, int, int], background: Color) -> tuple[int, int, int]:
    *channels, alpha = pixel
    red, green, blue = (
        round((channel * alpha + below * (255 - alpha)) / 255)
        for channel, below in zip(channels, background.rgb, strict=True)
    )
    return red, green, blue
