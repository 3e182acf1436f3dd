"""``effort:4``: how long the encoder searches."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from pydantic import Field

from fitter import Output, Segment


class Effort(Segment):
    """How long the encoder may search for a smaller file of the same quality.

    Formats have scales of their own, and what is beyond one's end is its end: WebP 0 to 6, AVIF 0 to 9, GIF, JPEG XL
    and PNG with a palette 1 to 10. JPEG ignores it, and PNG without a palette too: its own is `compression`.
    """

    name: ClassVar[str] = "effort"
    example: ClassVar[str] = "300x200/format:webp/effort:6/mountains.jpg"

    effort: int = Field(ge=0, le=10)
    """From fast to small."""

    def configure(self, output: Output) -> Output:
        """That long."""
        return replace(output, effort=self.effort)
