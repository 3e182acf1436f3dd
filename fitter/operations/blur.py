"""``blur:sigma``: Gaussian blur."""

from __future__ import annotations

from typing import ClassVar, Self

from pydantic import Field

from fitter import BadArgument, Image, Segment


class Blur(Segment):
    """Blur with a Gaussian of that sigma. Inside `filters:` it is thumbor's `blur(radius[,sigma])`."""

    name: ClassVar[str] = "blur"
    example: ClassVar[str] = "300x200/blur:6/mountains.jpg"

    sigma: float = Field(gt=0, le=150)
    """How far it smears, in pixels."""

    @classmethod
    def parse_filter(cls, arguments: list[str]) -> Self:
        """Sigma is the radius unless it is given, and not 0; a radius over 150 counts as 150, as in thumbor."""
        if len(arguments) not in (1, 2):
            got = len(arguments)
            raise BadArgument(f"blur: takes a radius, and a sigma if it differs: blur(7) or blur(7,3); got {got}.")
        sigma = arguments[0] if arguments[-1] in ("", "0", "0.0") else arguments[-1]
        over = sigma.isascii() and sigma.isdigit() and len(sigma) < 9 and int(sigma) > 150
        return cls.parse(["150" if over else sigma])

    def apply(self, image: Image) -> Image:
        """The blurred picture."""
        return image.blur(self.sigma)
