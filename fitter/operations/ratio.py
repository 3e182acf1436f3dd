"""``ratio:3:2``: cut to a shape."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, PrivateAttr

from fitter import Detector, Image, Segment, Size, middle, window

Side = Annotated[float, Field(gt=0, le=10_000)]

_POINTS = {"left": (0.0, 0.5), "top": (0.5, 0.0), "right": (1.0, 0.5), "bottom": (0.5, 1.0)}


class Ratio(Segment):
    """Cut off as much as it takes to give the picture these proportions: `ratio:3:2`, `ratio:16:9:top`."""

    name: ClassVar[str] = "ratio"
    separator: ClassVar[str] = ":"
    example: ClassVar[str] = "ratio:2:1:bottom/400x/mountains.jpg"

    width: Side
    """So many parts wide."""
    height: Side
    """So many parts high."""
    place: Literal["center", "left", "right", "top", "bottom", "smart"] = "center"
    """Which part stays; smart keeps the one that draws the eye. Where the other side is cut, the middle stays."""
    _seen: tuple[float, float] = PrivateAttr((0.5, 0.5))  # the point that a smart cut keeps

    def aimed(self, image: Image, detector: Detector) -> Self:
        """With the point that a smart cut keeps: of what the detector finds, or else of what draws the eye."""
        if self.place != "smart" or self.bounds(image.size) == image.size:
            return self
        spots, aimed = detector.find(image), self.model_copy()
        aimed._seen = middle(spots) if spots else image.focus("attention")
        return aimed

    def apply(self, image: Image) -> Image:
        """The part of those proportions."""
        size = self.bounds(image.size)
        if size == image.size:
            return image
        return image.crop(window(size, image.size, _POINTS.get(self.place, self._seen)))

    def bounds(self, size: Size) -> Size:
        """Exactly the size that comes out."""
        if size.width * self.height > size.height * self.width:
            return Size(max(1, round(size.height * self.width / self.height)), size.height)
        return Size(size.width, max(1, round(size.width * self.height / self.width)))
