"""``subsampling:444``: how finely colours are kept."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal

from fitter import Output, Segment


class Subsampling(Segment):
    """How finely JPEG and AVIF keep colours, which the eye sees less sharply than light. Other formats ignore it."""

    name: ClassVar[str] = "subsampling"
    example: ClassVar[str] = "300x200/subsampling:444/mountains.jpg"

    subsampling: Literal["auto", "444", "420"]
    """444 keeps the colour of every pixel, for drawings and red text; 420 one for four pixels; auto is 420 below
    quality 90."""

    def configure(self, output: Output) -> Output:
        """That fineness."""
        return replace(output, subsampling=self.subsampling)
