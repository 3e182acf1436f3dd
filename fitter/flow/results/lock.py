"""Lock: fronts on several machines that want the same result let one of them make it, for a short while."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from fitter.abilities import Locking
from fitter.flow.results.keep import Keep
from fitter.flow.results.tier import Tier

_SHORTEST, _LONGEST = 0.01, 0.1  # seconds between two looks at a lock that somebody has
_SHARE = 4  # of what was waited already, a 4th more may be lost between two looks


class Lock:
    """A lock in the first tier that has some; without such a tier, or while it fails, nobody waits."""

    def __init__(self, tiers: Sequence[Tier], keep: Keep, seconds: float | None) -> None:
        """Hold each lock for so long at the most; None is no locks."""
        having = [tier for tier in tiers if isinstance(tier.storage, Locking)]
        self._tier = having[0] if having and seconds is not None else None
        self._seconds = seconds or 0.0
        self._keep = keep
        self._releases: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def __call__(self, name: str, end: float) -> AsyncIterator[bool]:
        """Hold the lock of a result while it is made; whether that was waited for, so that it may be there by now.

        Who waited as long as a lock lives, or for half of the time until ``end``, goes on without.
        """
        if self._tier is None:
            yield False
            return
        token = secrets.token_hex(16)
        try:
            yield await self._waited(self._tier, name, token, end)
        finally:
            # Behind the answer, and also where it may not have been taken: whoever left in between does not know.
            task = asyncio.ensure_future(self._release(self._tier, name, token))
            self._releases.add(task)
            task.add_done_callback(self._releases.discard)

    async def _waited(self, tier: Tier, name: str, token: str, end: float) -> bool:
        start = now = time.monotonic()
        until = start + min(self._seconds, (end - start) / 2)
        # Whoever fails or dies gives it back too, so asking for the lock is all there is to look at.
        while await tier.lock(name, token, self._seconds) is False:
            now = time.monotonic()
            if now >= until:
                break
            await asyncio.sleep(min(max(_SHORTEST, (now - start) / _SHARE), _LONGEST, until - now))
        return now > start

    async def _release(self, tier: Tier, name: str, token: str) -> None:
        await self._keep.reached(name, tier)  # whoever waits for the lock looks there
        await tier.unlock(name, token)

    async def flush(self) -> None:
        """Wait for locks that are being given back."""
        while self._releases:
            await asyncio.wait(self._releases)
