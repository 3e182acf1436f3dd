"""``meta``: facts instead of the picture."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from fitter import Output, Segment


class Meta(Segment):
    """Answer with JSON about the source and the result instead of the picture."""

    name: ClassVar[str] = "meta"
    example: ClassVar[str] = "meta/fit-in/300x200/mountains.jpg"

    def configure(self, output: Output) -> Output:
        """Facts are asked for."""
        return replace(output, meta=True)
