"""How a picture's frames are made: anew each time, until somebody needs them in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import pyvips

Make = Callable[[], Iterable[pyvips.Image]]
"""What makes the pixels: every frame of an animation in turn, and one for a still."""


class Recipe:
    """The steps that lead to a picture, of which nothing is left once its frames are kept.

    Each step is a frame or two on Python's stack and several on libvips', so that they cannot be strung together
    without end; and a picture that needs all pixels of the one before it must not hold those of all before that one.
    """

    def __init__(self, make: Make, steps: int = 0) -> None:
        self._make, self.steps = make, steps
        self._kept: list[pyvips.Image] | None = None

    def __iter__(self) -> Iterator[pyvips.Image]:
        """The frames one after the other: what was done to one is forgotten before the next, for it takes megabytes."""
        yield from self._make() if self._kept is None else self._kept

    def kept(self) -> list[pyvips.Image]:
        """All frames in memory, now and from now on."""
        if self._kept is None:
            self._kept = [frame.copy_memory() for frame in self._make()]
            self._make, self.steps = tuple, 0
        return self._kept
