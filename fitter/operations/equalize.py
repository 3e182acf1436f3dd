"""``equalize``: spread the histogram."""

from __future__ import annotations

from typing import ClassVar

from fitter import Image, Segment


class Equalize(Segment):
    """Spread the histogram of each channel over the whole range, so that a flat picture gets depth."""

    name: ClassVar[str] = "equalize"
    example: ClassVar[str] = "300x200/equalize/mountains.jpg"

    def apply(self, image: Image) -> Image:
        """The picture with all of the range in use."""
        return image.equalize()
