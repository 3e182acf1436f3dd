"""``sharpen:amount,sigma``: unsharp mask."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import Field

from fitter import BadArgument, Image, Segment


class Sharpen(Segment):
    """Sharpen edges of lightness. Inside `filters:` it is thumbor's `sharpen(amount,radius,luminance_only)`."""

    name: ClassVar[str] = "sharpen"
    example: ClassVar[str] = "300x200/sharpen:2/mountains.jpg"

    amount: float = Field(default=1, ge=0, le=10)
    """How much; 0 changes nothing."""
    sigma: float = Field(default=1, gt=0, le=10)
    """How wide the edges are, in pixels."""

    @classmethod
    def parse_filter(cls, arguments: list[str]) -> Self:
        """thumbor's third argument asks for lightness only, which is what is always done here."""
        if len(arguments) > 2 and arguments[2].lower() not in ("true", "false", "1", "0"):
            raise BadArgument(f"sharpen: luminance_only must be true or false, got {arguments[2][:60]!r}.")
        return cls.parse([*arguments[:2], *arguments[3:]])

    def apply(self, image: Image) -> Image:
        """The sharpened picture."""
        return image.sharpen(self.sigma, self.amount) if self.amount else image
