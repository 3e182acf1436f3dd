"""How many requests are being answered."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Running:
    """A count, and an event that is set while it is nought."""

    def __init__(self) -> None:
        self._count = 0
        self.none = asyncio.Event()
        self.none.set()

    @contextmanager
    def one(self) -> Iterator[None]:
        """One more meanwhile; the drain waits for it."""
        self.enter()
        try:
            yield
        finally:
            self.leave()

    def enter(self) -> None:
        """One more."""
        self._count += 1
        self.none.clear()

    def leave(self) -> None:
        """One less."""
        self._count -= 1
        if not self._count:
            self.none.set()
