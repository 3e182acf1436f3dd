"""``watermark:source,x,y,alpha``: another picture over this one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar, Self

from pydantic import BeforeValidator, Field, PrivateAttr

from fitter import Image, Segment, Size, SourceKey
from fitter.operations.marks import laid
from fitter.operations.position import Across, Down, fitted

Ratio = Annotated[
    Annotated[float, Field(gt=0, le=1000)] | None,
    BeforeValidator(lambda value: None if value in ("none", "0") else value),
]


class Watermark(Segment):
    """Lay another picture over this one, at a place and with a transparency of one's choice.

    `repeat` puts whole marks all along that side, evenly spread, six a side where over a hundred would fit.
    """

    name: ClassVar[str] = "watermark"
    example: ClassVar[str] = "300x200/watermark:leaf.png,-10,-10,20,30/mountains.jpg"

    source: SourceKey
    """The mark's key, with %2F for each slash outside of `filters:`, or `b64:` and its base64url form."""
    x: Across
    """Where it begins from the left, or with `-` where it ends from the right; `-0` is the right edge."""
    y: Down
    """Where it begins from the top, or with `-` where it ends from the bottom; `-0` is the bottom edge."""
    alpha: float = Field(ge=0, le=100)
    """How much shines through: 0 is opaque, 100 invisible."""
    w_ratio: Ratio = None
    """Its width in percent of the picture's, at most; its proportions stay. `none` leaves its size alone."""
    h_ratio: Ratio = None
    """Its height in percent of the picture's, at most."""

    _density: float = PrivateAttr(1.0)

    @property
    def sources(self) -> tuple[str, ...]:
        """The mark."""
        return (self.source,)

    def scaled(self, density: float) -> Self:
        """The mark's place and its own size, so that the picture is the same, only finer."""
        scaled = self.model_copy(update={"x": self.x.scaled(density), "y": self.y.scaled(density)})
        scaled._density = density
        return scaled

    def combine(self, image: Image, others: Sequence[Image]) -> Image:
        """The picture with the mark on it; of an animated mark the first frame."""
        mark = others[0]
        size = self._size(image.size, mark.size)
        mark = mark if size == mark.size else mark.resize(size)
        return laid(image, mark, self.x, self.y, 1 - self.alpha / 100)

    def _size(self, picture: Size, mark: Size) -> Size:
        own = Size(max(1, round(mark.width * self._density)), max(1, round(mark.height * self._density)))
        return fitted(own, picture, self.w_ratio, self.h_ratio)
