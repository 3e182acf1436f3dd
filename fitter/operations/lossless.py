"""``lossless``: every pixel as it is."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal

from fitter import Output, Segment


class Lossless(Segment):
    """Write WebP, AVIF or JPEG XL so that every visible pixel comes out as it went in; quality then means nothing.

    PNG and TIFF are always so; JPEG and GIF cannot be and ignore it. Quality 100 alone is not lossless in any format.
    """

    name: ClassVar[str] = "lossless"
    example: ClassVar[str] = "300x200/format:webp/lossless/glass.png"

    lossless: Literal["true", "false", "near"] = "true"
    """near lets a WebP differ by a few shades, which saves about a third; false undoes what the settings say."""

    def configure(self, output: Output) -> Output:
        """Without loss, or not."""
        return replace(output, lossless="near" if self.lossless == "near" else self.lossless == "true")
