"""``meta``: facts instead of the picture."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from fitter import Output, Segment


class Meta(Segment):
    """Answer with JSON about the source and the result instead of the picture.

    Of the source: format, size, bytes, orientation, frames, alpha, bits, profile, and what its EXIF tells of camera,
    exposure, date and author; no position, unless `output.meta_position` says so. Of the result: format, size and bytes
    of what would be answered, its dominant colour, palette, BlurHash and ThumbHash. Below `thumbor` stands what
    thumbor's meta says.
    """

    name: ClassVar[str] = "meta"
    example: ClassVar[str] = "meta/fit-in/300x200/mountains.jpg"

    def configure(self, output: Output) -> Output:
        """Facts are asked for."""
        return replace(output, meta=True)
