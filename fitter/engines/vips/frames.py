"""The frames of a picture, and how a step is run for each: from top to bottom, or with all pixels in memory."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

import pyvips

from fitter import LimitExceeded, Size
from fitter.engines.vips.encoders import Encoder
from fitter.engines.vips.load import Source
from fitter.engines.vips.recipe import Make, Recipe

if TYPE_CHECKING:
    from fitter.engines.vips.image import VipsImage

Settings = Mapping[str, Encoder]
"""The encoder of each format that is written."""

_SIDE = 1_000_000
"""The longest side that libvips is allowed in a worker, on the way too."""
_MOST_STEPS = 100
"""That are strung together before they are run."""


class Frames(ABC):
    """Pictures of one known size whose pixels are made anew from the source each time that they are needed.

    libvips decodes from top to bottom and once: a picture that was kept as a running decoder could be used only once.
    """

    def __init__(self, source: Source, settings: Settings, size: Size, make: Make, steps: int = 0) -> None:
        """``make`` gives every frame of an animation in turn, and one for a still; all are of that size.

        Raises:
            LimitExceeded: a side is too long, or so many steps were strung together that they were run, and failed.
        """
        if max(size.width, size.height) > _SIDE:
            raise LimitExceeded(f"A picture has at most {_SIDE} pixels a side, on the way too, not {size}.")
        self.source, self.settings, self._size, self._recipe = source, settings, size, Recipe(make, steps)
        if steps > _MOST_STEPS:
            self._kept("made")

    @property
    def size(self) -> Size:
        """Width and height."""
        return self._size

    @property
    def frames(self) -> int:
        """How many pictures follow each other; 1 is a still."""
        return len(self.source.pages)

    @abstractmethod
    def _next(self, source: Source, size: Size, make: Make) -> VipsImage:
        """The picture after one more step."""

    def _taken(self, first: int, count: int) -> VipsImage:
        """Only so many frames, from that one on (the first is 0)."""
        return self._next(self.source.at(first, count), self.size, lambda: islice(self._recipe, first, first + count))

    def _made(self, size: Size, make: Make) -> VipsImage:
        return self._next(self.source, size, make)

    def _then(self, size: Size, step: Callable[[pyvips.Image], pyvips.Image]) -> VipsImage:
        """A step that reads from top to bottom, run for each frame."""
        return self._made(size, lambda: (step(frame) for frame in self._recipe))

    def _after(self, size: Size, step: Callable[[pyvips.Image], pyvips.Image]) -> VipsImage:
        """A step that reads here and there, and so needs all pixels in memory; run for each frame."""
        return self._made(size, lambda: (step(frame) for frame in self._held()))

    def _held(self) -> Iterator[pyvips.Image]:
        """The frames one after the other, each in memory."""
        yield from (frame.copy_memory() for frame in self._recipe) if self.frames > 1 else self._recipe.kept()

    def _frames(self) -> list[pyvips.Image]:
        """All at once, and therefore in memory if there are several."""
        return self._recipe.kept() if self.frames > 1 else list(self._recipe)

    def _kept(self, task: str) -> list[pyvips.Image]:
        # Not when it is written: by then, another picture's source would be blamed for a fault of this one's.
        with self.source.blamed(f"A picture of {self.size} cannot be {task}"):
            return self._recipe.kept()
