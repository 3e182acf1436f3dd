"""``noise:40``: grain."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from fitter import Image, Segment


class Noise(Segment):
    """Add grain, the same for the same seed."""

    name: ClassVar[str] = "noise"
    example: ClassVar[str] = "300x200/noise:60/mountains.jpg"

    amount: float = Field(ge=0, le=255)
    """How far it goes up and down, in steps of a channel."""
    seed: int = Field(default=0, ge=0, le=2_147_483_647)
    """Another number gives other grain of the same kind."""

    def apply(self, image: Image) -> Image:
        """The grainy picture."""
        return image.noise(self.amount, self.seed) if self.amount else image
