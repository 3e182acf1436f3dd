"""Room: how many bytes of sources may be in memory at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from fitter.errors import Overloaded

Result = TypeVar("Result")

COUNTING: ContextVar[Room | None] = ContextVar("counting", default=None)
"""Where bytes count that arrive from elsewhere; None: nowhere."""


class Room:
    """Bytes are taken as they arrive, and nobody waits for some: who holds a part could wait for ever for the rest."""

    def __init__(self, size: int) -> None:
        """So many bytes."""
        self._left = size
        self._back: deque[int] = deque()

    def take(self, amount: int) -> None:
        """Take so many bytes, in the thread of the loop.

        Raises:
            Overloaded: there are not so many left.
        """
        while self._back:
            self._left += self._back.popleft()
        if amount > self._left:
            raise Overloaded("The sources of other pictures fill the memory for them; try again in a moment.")
        self._left -= amount

    def give(self, amount: int) -> None:
        """Give so many back, in any thread: who lets go of a source last may be one that writes it to a disk."""
        self._back.append(amount)

    @contextmanager
    def held(self, amount: int) -> Iterator[None]:
        """Hold so many bytes; raises as ``take``."""
        self.take(amount)
        try:
            yield
        finally:
            self.give(amount)

    async def counting(self, arriving: Awaitable[Result]) -> Result:
        """Count what arrives for this, until nobody holds it any more."""
        token = COUNTING.set(self)
        try:
            return await arriving
        finally:
            COUNTING.reset(token)
