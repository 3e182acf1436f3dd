"""``blur:sigma``: Gaussian blur."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import Field

from fitter import BadArgument, Image, Segment

Radius = Annotated[int, Field(ge=1, le=150)]


class Blur(Segment):
    """Blur with a Gaussian of that sigma. Inside `filters:` it is thumbor's `blur(radius[,sigma])`, cut off there."""

    name: ClassVar[str] = "blur"
    example: ClassVar[str] = "300x200/blur:6/mountains.jpg"

    sigma: float = Field(gt=0, le=150)
    """How far it smears, in pixels."""
    radius: Radius | None = None
    """How far away a pixel may be to count; by default as far as it makes a difference."""

    @classmethod
    def parse_filter(cls, arguments: list[str]) -> Self:
        """Sigma is the radius unless it is given, and not 0; a radius over 150 counts as 150, as in thumbor.

        A number alone that is not whole is a sigma, as imagor's.
        """
        if len(arguments) not in (1, 2):
            got = len(arguments)
            raise BadArgument(f"blur: takes a radius, and a sigma if it differs: blur(7) or blur(7,3); got {got}.")
        radius, sigma = (_capped(arguments[at]) for at in (0, -1))
        if len(arguments) == 1 and not _is_whole(radius):
            return cls.parse([sigma])
        return cls.parse([radius if sigma in ("", "0", "0.0") else sigma, radius])

    def scaled(self, density: float) -> Self:
        """As soft to the eye."""
        radius = self.radius and min(max(1, round(self.radius * density)), 150)
        return self.model_copy(update={"sigma": min(self.sigma * density, 150.0), "radius": radius})

    def apply(self, image: Image) -> Image:
        """The blurred picture."""
        return image.blur(self.sigma, self.radius)


def _capped(number: str) -> str:
    return "150" if _is_whole(number) and int(number) > 150 else number


def _is_whole(number: str) -> bool:
    return number.isascii() and number.isdigit() and len(number) < 9 and int(number) > 0
