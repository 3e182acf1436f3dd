"""``flip``: turn upside down in a mirror."""

from __future__ import annotations

from typing import ClassVar, Literal

from fitter import Image, Segment


class Flip(Segment):
    """Mirror top to bottom; `flip:h` mirrors left to right, as `flop` does."""

    name: ClassVar[str] = "flip"
    example: ClassVar[str] = "300x200/flip/mountains.jpg"

    axis: Literal["v", "h"] = "v"
    """v swaps top and bottom, h swaps left and right."""

    def apply(self, image: Image) -> Image:
        """The mirrored picture."""
        return image.flop() if self.axis == "h" else image.flip()
