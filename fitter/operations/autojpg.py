"""``autojpg``: JPEG for PNG that needs no transparency."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from fitter import Output, Segment


class AutoJpg(Segment):
    """Answer a PNG that is nowhere transparent as JPEG. Where a format is asked for, that one is written."""

    name: ClassVar[str] = "autojpg"
    example: ClassVar[str] = "300x200/autojpg/glass.png"

    enabled: bool = True
    """False keeps PNG, also where the settings say otherwise."""

    def configure(self, output: Output) -> Output:
        """JPEG where it will do, or not."""
        return replace(output, auto_jpeg=self.enabled)
