"""``flip``: turn upside down in a mirror."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator

from fitter import Image, Segment

_WORDS = {"vertical": "v", "horizontal": "h"}


class Flip(Segment):
    """Mirror top to bottom; `flip:h` mirrors left to right, as `flop` does."""

    name: ClassVar[str] = "flip"
    example: ClassVar[str] = "300x200/flip/mountains.jpg"

    axis: Annotated[Literal["v", "h"], BeforeValidator(lambda word: _WORDS.get(word, word))] = "v"
    """v swaps top and bottom, h swaps left and right; vertical and horizontal are read too."""

    def apply(self, image: Image) -> Image:
        """The mirrored picture."""
        return image.flop() if self.axis == "h" else image.flip()
