"""``strip``: leave all metadata away."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from fitter import Output, Segment


class Strip(Segment):
    """Leave all metadata away, also where the settings keep some."""

    name: ClassVar[str] = "strip"
    filter: ClassVar[str] = "strip_exif"
    example: ClassVar[str] = "300x200/strip/mountains.jpg"

    def configure(self, output: Output) -> Output:
        """Nothing is kept."""
        return replace(output, keep=frozenset())
