"""``max-frames:20``: the beginning of an animation."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from pydantic import Field

from fitter import Output, Segment


class MaxFrames(Segment):
    """Keep no more than the first frames of an animation, each as long as before. A still stays as it is."""

    name: ClassVar[str] = "max-frames"
    example: ClassVar[str] = "300x200/max-frames:6/moon.gif"

    count: int = Field(ge=1, le=1_000_000)
    """How many."""

    def configure(self, output: Output) -> Output:
        """The fewest of all that are given."""
        return replace(output, frames=self.count if output.frames is None else min(self.count, output.frames))
