"""``strip-icc``: leave the colour profile away."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from fitter import Output, Segment


class StripIcc(Segment):
    """Leave the colour profile away, also where the settings keep it; pixels are sRGB either way."""

    name: ClassVar[str] = "strip-icc"
    example: ClassVar[str] = "300x200/strip-icc/mountains.jpg"

    def configure(self, output: Output) -> Output:
        """All other kinds that are kept stay kept."""
        return replace(output, keep=output.keep - {"icc"})
