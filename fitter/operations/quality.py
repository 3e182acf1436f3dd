"""``quality:80``: how well the picture is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from pydantic import Field

from fitter import Output, Segment


class Quality(Segment):
    """Encode with this quality instead of the settings' for the format. PNG and GIF have none and ignore it."""

    name: ClassVar[str] = "quality"
    example: ClassVar[str] = "300x200/quality:30/mountains.jpg"

    quality: int = Field(ge=1, le=100)
    """From small and rough to large and fine."""

    def configure(self, output: Output) -> Output:
        """That quality."""
        return replace(output, quality=self.quality)
