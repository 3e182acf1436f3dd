"""A picture of which nothing but the header was read: crops, turns and the first resize cost nothing yet."""

from __future__ import annotations

from fitter import Box, Size
from fitter.engines.vips.image import Settings, VipsImage
from fitter.engines.vips.load import Source, decoding
from fitter.engines.vips.turn import Turn


class Undecoded(VipsImage):
    """A box of the stored picture and a turn; whatever asks for pixels ends this state.

    The first resize decodes no more pixels than it needs (JPEG at 1/2, 1/4, 1/8; WebP and SVG at any scale), and turns
    them when they are few.
    """

    def __init__(self, source: Source, settings: Settings, box: Box, turn: Turn) -> None:
        size = turn.size(box.size)
        super().__init__(source, settings, size, lambda: turn.apply(source.part(box, box.size)))
        self._box, self._turn = box, turn

    def _turned(self, turn: Turn) -> VipsImage:
        return Undecoded(self.source, self.settings, self._box, self._turn.then(turn))

    def crop(self, box: Box) -> VipsImage:
        """The part inside the box, which lies on the picture."""
        part = self._turn.stored(box, self.size)
        left, top = self._box.left, self._box.top
        moved = Box(left + part.left, top + part.top, left + part.right, top + part.bottom)
        return Undecoded(self.source, self.settings, moved, self._turn)

    def resize(self, size: Size) -> VipsImage:
        """All of the picture in exactly that size, whatever its proportions."""
        source, box, turn = self.source, self._box, self._turn
        return VipsImage(source, self.settings, size, lambda: turn.apply(source.part(box, turn.size(size))))

    @decoding()
    def content(self, corner: str, tolerance: float) -> Box:
        """Where the pixels differ from that corner's by more than an RGBA distance."""
        self.source.hold()
        return super().content(corner, tolerance)

    def attention(self, size: Size) -> Box:
        """The window of that size, no larger than the picture, that draws the eye most.

        Looked for on a small copy: libvips itself looks at some 32 pixels a side.
        """
        scale = max(1.0, min(self.size.width, self.size.height) / _GLANCE)
        if scale == 1:
            return super().attention(size)
        glance = self.resize(_divided(self.size, scale)).attention(_divided(size, scale))
        left = min(round(glance.left * scale), self.size.width - size.width)
        top = min(round(glance.top * scale), self.size.height - size.height)
        return Box(left, top, left + size.width, top + size.height)


_GLANCE = 256


def _divided(size: Size, scale: float) -> Size:
    return Size(max(1, round(size.width / scale)), max(1, round(size.height / scale)))
