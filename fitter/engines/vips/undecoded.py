"""A picture of which nothing but the header was read: crops, turns and the first resize cost nothing yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyvips

from fitter import Blob, Box, Output, Size
from fitter.engines.vips.frames import Settings
from fitter.engines.vips.image import VipsImage
from fitter.engines.vips.load import Source
from fitter.engines.vips.original import smaller
from fitter.engines.vips.turn import Turn


class Undecoded(VipsImage):
    """A box of the stored picture and a turn; whatever asks for pixels ends this state.

    The first resize decodes no more pixels than it needs (JPEG at 1/2, 1/4, 1/8; WebP and SVG at any scale), and turns
    them when they are few.
    """

    def __init__(self, source: Source, settings: Settings, box: Box, turn: Turn) -> None:
        size = turn.size(box.size)
        super().__init__(source, settings, size, lambda: _turned(source.part(box, box.size), turn))
        self._box, self._turn = box, turn

    def _turned(self, turn: Turn) -> VipsImage:
        return Undecoded(self.source, self.settings, self._box, self._turn.then(turn))

    def crop(self, box: Box) -> VipsImage:
        """The part inside the box, which lies on the picture."""
        part = self._turn.stored(box, self.size)
        left, top = self._box.left, self._box.top
        moved = Box(left + part.left, top + part.top, left + part.right, top + part.bottom)
        return Undecoded(self.source, self.settings, moved, self._turn)

    def _sized(self, size: Size) -> VipsImage:
        source, box, turn = self.source, self._box, self._turn
        if size == self.size:
            return Undecoded(source, self.settings, box, turn)
        return VipsImage(source, self.settings, size, lambda: _turned(source.part(box, turn.size(size)), turn))

    def take(self, first: int, count: int) -> VipsImage:
        """Only so many frames; the others are never decoded. Of a file with pages, also any of those."""
        if (first, count) == (0, self.frames):
            return self
        source, box = self.source.at(first, count), self._box
        if box.size == self.source.size:  # another page may be of another size
            box = Box(0, 0, source.size.width, source.size.height)
        return Undecoded(source, self.settings, box, self._turn)

    def encode(self, output: Output) -> Blob:
        """The written picture, or the source's own bytes where that is all that was asked for and they are fewer."""
        made = super().encode(output)
        untouched = self._box.size == self.source.size and self._turn == Turn()
        return smaller(made, self.source, output) if untouched else made

    def sample(self, size: Size) -> bytes:
        """All of the first frame in exactly that small size; where that is its own, it stays decoded."""
        if size == self.size and self.frames == 1:
            with self.source.blamed(f"A picture of {size} cannot be looked at"):
                self.source.hold()
        return super().sample(size)

    def content(self, corner: str, tolerance: float) -> Box:
        """Where the pixels differ from that corner's by more than an RGBA distance."""
        with self.source.blamed(f"The content of a picture of {self.size} cannot be found"):
            self.source.hold()
        return super().content(corner, tolerance)


def _turned(frames: Iterable[pyvips.Image], turn: Turn) -> Iterator[pyvips.Image]:
    """Every frame as it is seen."""
    return (turn.apply(frame) for frame in frames)
