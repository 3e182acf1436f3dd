"""How many pictures may be under way in a front: some wait for their sources, and others for a worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from fitter.errors import Overloaded


class Admission:
    """Places are refused at once when there are none. Who waits for an origin takes none from those who have all."""

    def __init__(self, loading: int, places: int) -> None:
        """So many pictures whose sources are on their way, and so many that wait for a worker or are being made."""
        self._loading, self._places = loading, places

    @contextmanager
    def loading(self) -> Iterator[None]:
        """A place while the sources are loaded, which is in vain if there will be none at the workers.

        Raises:
            Overloaded: all are taken, here or there.
        """
        if self._places <= 0:
            raise _full()
        if self._loading <= 0:
            raise Overloaded("Too many sources are waited for; try again in a moment.")
        self._loading -= 1
        try:
            yield
        finally:
            self._loading += 1

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place until the picture is made.

        Raises:
            Overloaded: all are taken.
        """
        if self._places <= 0:
            raise _full()
        self._places -= 1
        try:
            yield
        finally:
            self._places += 1


def _full() -> Overloaded:
    return Overloaded("Too many pictures are being made; try again in a moment.")
