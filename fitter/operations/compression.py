"""``compression:9``: how hard PNG is compressed."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from pydantic import Field

from fitter import Output, Segment


class Compression(Segment):
    """How hard to compress PNG, which changes its size and the time that it takes and never its pixels.

    Other formats ignore it: theirs is `effort`.
    """

    name: ClassVar[str] = "compression"
    example: ClassVar[str] = "300x200/compression:9/leaf.png"

    level: int = Field(ge=0, le=9)
    """From not at all to as small as can be."""

    def configure(self, output: Output) -> Output:
        """That hard."""
        return replace(output, compression=self.level)
