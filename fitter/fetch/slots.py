"""How many downloads may run at once, in all and from one host."""

from __future__ import annotations

from asyncio import Semaphore
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class Slots:
    """Places for downloads. A slow host fills its own places and leaves the others free."""

    def __init__(self, total: int, each: int) -> None:
        """So many places in all, and so many for each host."""
        self._total = Semaphore(total)
        self._each = each
        self._hosts: WeakValueDictionary[str, Semaphore] = WeakValueDictionary()  # only hosts that are in use

    @asynccontextmanager
    async def of(self, host: str) -> AsyncIterator[None]:
        """Hold a place for this host; waits until there is one."""
        own = self._hosts.get(host)
        if own is None:
            own = self._hosts[host] = Semaphore(self._each)
        async with own, self._total:
            yield
