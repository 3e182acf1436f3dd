"""``sharpen:amount,sigma``: unsharp mask."""

from __future__ import annotations

import math
from typing import ClassVar, Literal, Self

from pydantic import Field

from fitter import Image, Segment

_LEVELS = 5
_SPREAD = 1.5


class Sharpen(Segment):
    """Sharpen edges of lightness. Inside `filters:`, three arguments are thumbor's: `sharpen(amount,radius,true)`."""

    name: ClassVar[str] = "sharpen"
    example: ClassVar[str] = "300x200/sharpen:2/mountains.jpg"

    amount: float = Field(default=1, ge=0, le=10)
    """How much; 0 changes nothing."""
    sigma: float = Field(default=1, ge=0, le=10)
    """How wide the edges are, in pixels; 0 changes nothing."""

    what: Literal["edges", "lightness", "colors"] = "edges"
    """What is sharpened: edges of lightness, grain spared; or, as thumbor does, all detail of lightness or of each
    color, where sigma says how coarse: 0 is one pixel wide, 1 two, 2 four. Inside `filters:` it is true for lightness,
    false for colors."""

    @classmethod
    def parse_filter(cls, arguments: list[str]) -> Self:
        """Read thumbor's three arguments: the amount, the radius, and whether lightness alone is sharpened."""
        if len(arguments) < 3:
            return cls.parse(arguments)
        amount, radius, luminance, *more = arguments
        words = {"true": "lightness", "1": "lightness", "false": "colors", "0": "colors"}
        what = words.get(luminance.lower(), luminance)
        return cls.parse([amount, radius, what, *more])

    def scaled(self, density: float) -> Self:
        """Edges that look as wide, or detail that looks as coarse."""
        sigma = self.sigma * density if self.what == "edges" else self.sigma + math.log2(density)
        return self.model_copy(update={"sigma": min(max(sigma, 0.0), 10.0)})

    def apply(self, image: Image) -> Image:
        """The sharpened picture."""
        if not self.amount:
            return image
        if self.what == "edges":
            return image.sharpen(self.sigma, self.amount) if self.sigma else image
        gains = [1 + self.amount * math.exp(-((level - self.sigma) ** 2) / _SPREAD) for level in range(_LEVELS)]
        return image.detail(gains, lightness=self.what == "lightness")
