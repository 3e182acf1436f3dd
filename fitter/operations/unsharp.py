"""``unsharp:sigma,amount,threshold``: an unsharp mask with all its knobs."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import Field

from fitter import Image, Segment


class Unsharp(Segment):
    """Sharpen with an unsharp mask on lightness, where more than a threshold is between neighbours."""

    name: ClassVar[str] = "unsharp"
    example: ClassVar[str] = "300x200/unsharp:1.5,2,4/mountains.jpg"

    sigma: float = Field(gt=0, le=10)
    """How wide the edges are, in pixels."""
    amount: float = Field(default=1, ge=0, le=10)
    """How much; 0 changes nothing."""
    threshold: float = Field(default=0, ge=0, le=100)
    """The least difference that is sharpened, in percent of the way from black to white; more spares grain."""

    def scaled(self, density: float) -> Self:
        """Edges that look as wide."""
        return self.model_copy(update={"sigma": min(self.sigma * density, 10.0)})

    def apply(self, image: Image) -> Image:
        """The sharpened picture."""
        return image.sharpen(self.sigma, self.amount, self.threshold) if self.amount else image
