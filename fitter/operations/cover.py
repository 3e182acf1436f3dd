"""``cover``: the first frame of an animation."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from fitter import Output, Segment


class Cover(Segment):
    """Take the first frame of an animation as a still picture, as `page:1` does."""

    name: ClassVar[str] = "cover"
    example: ClassVar[str] = "300x200/cover/moon.gif"

    def configure(self, output: Output) -> Output:
        """The first frame alone."""
        return replace(output, page=1)
