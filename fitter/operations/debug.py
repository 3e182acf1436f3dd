"""``debug``: what a size would keep."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from fitter import Output, Segment


class Debug(Segment):
    """Answer with the uncut picture and an edge round what each size would keep of it, instead of cutting."""

    name: ClassVar[str] = "debug"
    example: ClassVar[str] = "debug/300x300/smart/zoom:0.25/mountains.jpg"

    def configure(self, output: Output) -> Output:
        """Sizes mark and do not cut."""
        return replace(output, debug=True)
