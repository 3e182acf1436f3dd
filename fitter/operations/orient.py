"""``orient:90``: quarter turns before all else."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from fitter import WHITE, Image, Segment, Size


class Orient(Segment):
    """Turn a source that lies on its side: clockwise, by quarters.

    Inside `filters:` it is imagor's: counter-clockwise, and before everything else, even a size in front of it.
    """

    name: ClassVar[str] = "orient"
    example: ClassVar[str] = "orient:90/200x/mountains.jpg"
    first: ClassVar[bool] = True

    degrees: Literal["0", "90", "180", "270"]
    """How far."""

    @classmethod
    def parse_filter(cls, arguments: list[str]) -> Self:
        """imagor turns the other way, as thumbor does."""
        turned = cls.parse(arguments)
        return cls.build(degrees=str(-int(turned.degrees) % 360))

    def apply(self, image: Image) -> Image:
        """The turned picture."""
        return image if self.degrees == "0" else image.rotate(int(self.degrees), WHITE)

    def bounds(self, size: Size) -> Size:
        """The size that comes out."""
        return size.turned if self.degrees in ("90", "270") else size
