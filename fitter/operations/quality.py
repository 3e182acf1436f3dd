"""``quality:80``: how well the picture is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from fitter import Output, Segment


class Quality(Segment):
    """Encode with this quality instead of the settings' for the format. PNG and GIF have none and ignore it.

    With `auto` each picture gets the lowest at which it still looks like the original (`output.auto_quality` in the
    settings): a blurred background less than a meadow. It is found by a few tries on parts of the picture.
    """

    name: ClassVar[str] = "quality"
    example: ClassVar[str] = "300x200/quality:30/mountains.jpg"

    quality: Literal["auto"] | Annotated[int, Field(ge=1, le=100)]
    """From small and rough to large and fine, or auto."""

    def configure(self, output: Output) -> Output:
        """That quality."""
        if self.quality == "auto":
            return replace(output, quality=None, auto_quality=True)
        return replace(output, quality=self.quality, auto_quality=False)
