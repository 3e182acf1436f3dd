"""``progressive``: coarse first, then fine."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from fitter import Output, Segment


class Progressive(Segment):
    """Write a JPEG or PNG that shows coarse first and then fine while it arrives. Other formats ignore it."""

    name: ClassVar[str] = "progressive"
    example: ClassVar[str] = "300x200/progressive/mountains.jpg"

    enabled: bool = True
    """False writes it from top to bottom, also where the settings say otherwise."""

    def configure(self, output: Output) -> Output:
        """Coarse first, or not."""
        return replace(output, progressive=self.enabled)
