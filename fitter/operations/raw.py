"""``raw``: the source itself."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from fitter import Output, Segment


class Raw(Segment):
    """Answer with the source's own bytes, if they are a picture of a format that is read here.

    Nothing is left away, neither metadata nor the position in EXIF (GPS). Beside it stands no operation that would make
    another picture.
    """

    name: ClassVar[str] = "raw"
    example: ClassVar[str] = "raw/aurora.webp"
    alone: ClassVar[bool] = True

    def configure(self, output: Output) -> Output:
        """The source is not kept a second time."""
        return replace(output, raw=True, stored=False)
