"""``LEFTxTOP:RIGHTxBOTTOM``: thumbor's crop."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from fitter import Box, Image, Segment, Size


class ManualCrop(Segment):
    """Cut out a box by its edges in pixels, written `LEFTxTOP:RIGHTxBOTTOM`.

    What lies outside the picture is left away; a box with nothing in it, such as `0x0:0x0`, changes nothing.
    """

    name: ClassVar[str] = "manual-crop"
    usage: ClassVar[str] = "LEFTxTOP:RIGHTxBOTTOM"
    example: ClassVar[str] = "400x200:1200x800/400x/mountains.jpg"

    left: int = Field(ge=0, le=1_000_000)
    """Left edge."""
    top: int = Field(ge=0, le=1_000_000)
    """Top edge."""
    right: int = Field(ge=0, le=1_000_000)
    """Right edge, just outside."""
    bottom: int = Field(ge=0, le=1_000_000)
    """Bottom edge, just outside."""

    @property
    def text(self) -> str:
        """thumbor's spelling."""
        return f"{self.left}x{self.top}:{self.right}x{self.bottom}"

    def apply(self, image: Image) -> Image:
        """The part inside the box."""
        box = self._box(image.size)
        return image if box is None else image.crop(box)

    def bounds(self, size: Size) -> Size:
        """The box's size."""
        box = self._box(size)
        return size if box is None else box.size

    def _box(self, size: Size) -> Box | None:
        box = Box(self.left, self.top, self.right, self.bottom).within(size)
        return None if box.empty else box
