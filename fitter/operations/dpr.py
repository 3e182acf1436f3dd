"""``dpr:2``: pixels of a screen."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from pydantic import Field

from fitter import Output, Segment


class Dpr(Segment):
    """Multiply the sizes, borders and blurs in the URL, for screens with several device pixels to a pixel of the page.

    It may stand anywhere; crops and focal points, which are in pixels of the source, stay as they are.
    """

    name: ClassVar[str] = "dpr"
    example: ClassVar[str] = "150x100/dpr:2/mountains.jpg"

    density: float = Field(gt=0, le=8)
    """Device pixels for each pixel."""

    def configure(self, output: Output) -> Output:
        """That density."""
        return replace(output, density=self.density)
