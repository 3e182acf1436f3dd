"""Arrivals: bodies that come in at once are bounded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fitter.errors import Overloaded


class Arrivals:
    """How many uploads may arrive at once."""

    def __init__(self, most: int) -> None:
        self._free = most

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place from before the body comes until the end.

        Raises:
            Overloaded: all are taken.
        """
        if not self._free:
            raise Overloaded("Too many uploads are arriving; try again in a moment.")
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1
