"""Haste: a request does not wait for a storage far away as long as that may take, for the picture can also be made."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from fitter.blob import Blob

_TIMES = 4  # as long as look-ups usually take, for some take longer
_WEIGHT = 8  # of that what was before; the newest has 1


class Haste:
    """How long a look-up is waited for; it goes on without the request, so that its storage is judged all the same."""

    def __init__(self, least: float) -> None:
        """Wait so many seconds, or longer for a storage that is usually slow."""
        self._least = least
        self._usual = 0.0
        self._late: set[asyncio.Task[Blob | None]] = set()

    async def __call__(self, looking: Coroutine[Any, Any, Blob | None]) -> Blob | None:
        """What the look-up finds, or None if it takes too long."""
        task = asyncio.ensure_future(looking)
        try:
            done, _ = await asyncio.wait([task], timeout=max(self._least, _TIMES * self._usual))
        except asyncio.CancelledError:
            task.cancel()
            raise
        if done:
            return task.result()
        self._late.add(task)
        task.add_done_callback(self._late.discard)
        return None

    def took(self, seconds: float) -> None:
        """Take note of a look-up that came to its end, late or not."""
        self._usual += (seconds - self._usual) / (_WEIGHT + 1)
