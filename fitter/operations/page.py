"""``page:3``: one frame of an animation."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from pydantic import Field

from fitter import Output, Segment


class Page(Segment):
    """Take one frame of an animation as a still picture, or one page of a source with several."""

    name: ClassVar[str] = "page"
    example: ClassVar[str] = "300x200/page:5/moon.gif"

    number: int = Field(ge=1, le=1_000_000)
    """Which one; the first is 1."""

    def configure(self, output: Output) -> Output:
        """That frame alone."""
        return replace(output, page=self.number)
