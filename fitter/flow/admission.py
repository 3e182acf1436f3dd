"""How many pictures may be under way in a front, and how many bytes of sources they may hold."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager

from fitter.errors import Overloaded, SourceTooLarge
from fitter.flow.sources.seen import Source


class Admission:
    """Places are refused at once when there are none; bytes are waited for."""

    def __init__(self, places: int, room: int, most: int) -> None:
        """So many places, so many bytes of room, and the bytes of the largest source."""
        self._places, self._all, self._most = places, max(room, most), most
        self._room = self._all  # that nobody has
        self._waiting: deque[tuple[int, asyncio.Future[None]]] = deque()

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place from before the source is loaded until the picture is made.

        Raises:
            Overloaded: all are taken.
        """
        if self._places <= 0:
            raise Overloaded("Too many pictures are being made; try again in a moment.")
        self._places -= 1
        try:
            yield
        finally:
            self._places += 1

    @asynccontextmanager
    async def sources(
        self, count: int, load: Callable[[], Awaitable[Sequence[Source]]]
    ) -> AsyncIterator[Sequence[Source]]:
        """So many sources, loaded. As each may turn out to be the largest allowed, room for that is taken first.

        All of it at once: of two requests that each held a part and waited for more, neither would get on.

        Raises:
            SourceTooLarge: together they are more than there is room for.
        """
        held = min(count * self._most, self._all)
        await self._take(held)
        try:
            sources = await load()
            size = sum(one.size for one in sources)
            if size > held:
                raise SourceTooLarge(f"The sources together have {size} bytes; at most {held} are read.")
            held, over = size, held - size
            self._give(over)
            yield sources
        finally:
            self._give(held)

    async def _take(self, amount: int) -> None:
        if self._room >= amount and not self._waiting:
            self._room -= amount
            return
        granted = asyncio.get_running_loop().create_future()
        self._waiting.append((amount, granted))
        try:
            await granted
        except asyncio.CancelledError:
            came = granted.done() and not granted.cancelled()  # at the same moment
            self._give(amount if came else 0)  # and who waits behind it may have a turn
            raise

    def _give(self, amount: int) -> None:
        self._room += amount
        while self._waiting and (self._waiting[0][1].done() or self._waiting[0][0] <= self._room):
            wanted, granted = self._waiting.popleft()
            if not granted.done():
                self._room -= wanted
                granted.set_result(None)
